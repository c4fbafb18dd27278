"""A document with its TagRecord → the terminal: the text with its evidence highlighted by label, and a legend."""

from collections.abc import Callable

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from corpora.document import Document, Note
from models.decision import Outcome
from models.record import Evidence, TagRecord
from service.stretches import letter_of, printable, stretches
from service.voice import Voice

SayNote = Callable[[Note], str]

STYLES = ("black on bright_cyan", "black on bright_yellow", "black on bright_green", "white on magenta")
SHOWN_AROUND_CHARACTERS = 300
TEXTS = {
    "en": {},
    "es": {
        "label": "etiqueta",
        "probability": "probabilidad",
        "threshold": "umbral",
        "terms that weighed most": "términos de más peso",
        "characters": "caracteres",
    },
}
PLAIN = Voice("en", TEXTS)


def say_plainly(note: Note) -> str:
    """A note by its code."""
    return f"{note.code}: {note.detail}"


def print_document(
    console: Console,
    document: Document,
    record: TagRecord,
    *,
    is_full: bool = False,
    voice: Voice = PLAIN,
    say_note: SayNote = say_plainly,
) -> None:
    """Print what was decided, the text with its evidence marked, and why; what has no evidence is cut short.

    is_full : print every character of the text.
    voice : of `TEXTS`, in another language or with names of labels and outcomes in the place of their ids.
    say_note : in the same language.
    """
    console.print(_heading(record, voice, say_note))
    if record.outcome is Outcome.NOT_JUDGED:
        return
    console.print(_legend(record, voice))
    console.print(_marked_text(document, record, is_full, voice))


def _heading(record: TagRecord, voice: Voice, say_note: SayNote) -> Panel:
    language = record.language and voice(record.language)
    facts = [fact for fact in (record.title, record.date, record.source, language) if fact]
    outcome = ": ".join(voice(key) for key in (record.outcome, record.reason) if key)
    lines = [Text(outcome, style="bold"), *([Text(" · ".join(map(printable, facts)))] if facts else [])]
    lines += [Text(printable(say_note(note)), style="yellow") for note in record.notes]
    return Panel(Text("\n").join(lines), title=Text(printable(record.id)), title_align="left")


def _legend(record: TagRecord, voice: Voice) -> Table:
    """One row a label, the assigned ones or those in question marked as their passages are."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("", "label", "probability", "threshold", "terms that weighed most"):
        table.add_column(voice(name), overflow="fold")
    shown = {evidence.label: place for place, evidence in enumerate(record.evidence)}
    for label, score in sorted(record.scores.items(), key=lambda item: -item[1]):
        place = shown.get(label)
        mark = Text("") if place is None else Text(f" {letter_of(place)} ", style=_style(place))
        terms = "" if place is None else _terms(record.evidence[place], voice)
        decided = "?" if label in record.candidates else "✓" if label in record.labels else ""
        figures = map(voice.decimal, (score, record.thresholds[label]))
        table.add_row(mark, Text(f"{voice(label)} {decided}"), *figures, Text(terms))
    return table


def _terms(evidence: Evidence, voice: Voice) -> str:
    return " · ".join(f"{printable(term.text)} {voice.decimal(term.weight, signed=True)}" for term in evidence.terms)


def _marked_text(document: Document, record: TagRecord, is_full: bool, voice: Voice) -> Text:
    text = document.full_text
    result = Text()
    for stretch in stretches(len(text), record.evidence):
        piece = text[stretch.start : stretch.end]
        if stretch.labels:
            page = document.page_at(stretch.start)
            where = "".join(map(letter_of, stretch.labels)) + (f" p. {page}" if page else "")
            style = _style(stretch.labels[0])
            result.append(f"[{where}] ", style=f"bold {style}").append(printable(piece), style=style)
        else:
            result.append(printable(piece if is_full else _shorten(piece, voice)))
    return result


def _shorten(piece: str, voice: Voice) -> str:
    left_out = len(piece) - 2 * SHOWN_AROUND_CHARACTERS
    if left_out <= SHOWN_AROUND_CHARACTERS:
        return piece
    middle = f"\n[… {voice.count(left_out)} {voice('characters')} …]\n"
    return piece[:SHOWN_AROUND_CHARACTERS] + middle + piece[-SHOWN_AROUND_CHARACTERS:]


def _style(place: int) -> str:
    return STYLES[place % len(STYLES)]
