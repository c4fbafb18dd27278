"""A document with its TagRecord → the terminal: the text with its evidence highlighted by label, and a legend."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from corpora.document import Document
from models.decision import Outcome
from models.record import Evidence, TagRecord

MARKS = "ABCDEFGH"
STYLES = ("black on bright_cyan", "black on bright_yellow", "black on bright_green", "white on magenta")
SHOWN_AROUND_CHARACTERS = 300
_UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters from start to end that quote the same labels, by their places in the record's evidence."""

    start: int
    end: int
    labels: tuple[int, ...]


def print_document(console: Console, document: Document, record: TagRecord, *, is_full: bool = False) -> None:
    """Print what was decided, the text with its evidence marked, and why; what has no evidence is cut short.

    is_full : print every character of the text.
    """
    console.print(_heading(record))
    if record.outcome is Outcome.NOT_JUDGED:
        return
    console.print(_legend(record))
    console.print(_marked_text(document, record, is_full))


def _heading(record: TagRecord) -> Panel:
    facts = [fact for fact in (record.title, record.date, record.source, record.language) if fact]
    outcome = f"{record.outcome}: {record.reason}" if record.reason else str(record.outcome)
    lines = [Text(outcome, style="bold"), *([Text(" · ".join(map(_printable, facts)))] if facts else [])]
    lines += [Text(f"{note.code}: {_printable(note.detail)}", style="yellow") for note in record.notes]
    return Panel(Text("\n").join(lines), title=Text(_printable(record.id)), title_align="left")


def _legend(record: TagRecord) -> Table:
    """One row a label, the assigned ones or those in question marked as their passages are."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("", "label", "probability", "threshold", "terms that weighed most"):
        table.add_column(name, overflow="fold")
    shown = {evidence.label: place for place, evidence in enumerate(record.evidence)}
    for label, score in sorted(record.scores.items(), key=lambda item: -item[1]):
        place = shown.get(label)
        mark = Text("") if place is None else Text(f" {MARKS[place]} ", style=_style(place))
        terms = "" if place is None else _terms(record.evidence[place])
        decided = "?" if label in record.candidates else "✓" if label in record.labels else ""
        table.add_row(mark, Text(f"{label} {decided}"), f"{score:.2f}", f"{record.thresholds[label]:.2f}", Text(terms))
    return table


def _terms(evidence: Evidence) -> str:
    return " · ".join(f"{_printable(term.text)} {term.weight:+.2f}" for term in evidence.terms)


def _marked_text(document: Document, record: TagRecord, is_full: bool) -> Text:
    text = document.full_text
    result = Text()
    for stretch in _stretches(len(text), record.evidence):
        piece = text[stretch.start : stretch.end]
        if stretch.labels:
            page = document.page_at(stretch.start)
            where = "".join(MARKS[label] for label in stretch.labels) + (f" p. {page}" if page else "")
            style = _style(stretch.labels[0])
            result.append(f"[{where}] ", style=f"bold {style}").append(_printable(piece), style=style)
        else:
            result.append(_printable(piece if is_full else _shorten(piece)))
    return result


def _stretches(length: int, evidence: Sequence[Evidence]) -> Iterator[_Stretch]:
    """The whole text in order, cut wherever a quote of any label begins or ends."""
    quotes = [(quote, label) for label, part in enumerate(evidence) for quote in part.passages]
    edges = sorted({0, length, *(edge for quote, _ in quotes for edge in (quote.start, quote.end))})
    for start, end in pairwise(edges):
        yield _Stretch(start, end, tuple(label for quote, label in quotes if quote.start <= start < quote.end))


def _shorten(piece: str) -> str:
    left_out = len(piece) - 2 * SHOWN_AROUND_CHARACTERS
    if left_out <= SHOWN_AROUND_CHARACTERS:
        return piece
    middle = f"\n[… {left_out:,} characters …]\n"
    return piece[:SHOWN_AROUND_CHARACTERS] + middle + piece[-SHOWN_AROUND_CHARACTERS:]


def _style(place: int) -> str:
    return STYLES[place % len(STYLES)]


def _printable(text: str) -> str:
    """Without what would steer the terminal or turn the reading direction."""
    return _UNPRINTABLE.sub("�", text.replace("\r\n", "\n"))
