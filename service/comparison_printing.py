"""A comparison of two files of tags → the terminal: counts first, then some documents of each change with evidence."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.comparison import Comparison, details
from service.tagged import Row

N_SHOWN = 3  # documents of each change
N_NAMED = 10
QUOTED_CHARACTERS = 240


def print_comparison(console: Console, comparison: Comparison, old: Path, new: Path) -> None:
    """Print it; the files are read again for the evidence of the documents that are shown."""
    console.print(_summary(comparison))
    if not comparison.changed:
        return
    table = Table("change", "documents", box=None, padding=(0, 2, 0, 0))
    for change, group in comparison.by_change():
        table.add_row(Text(change.describe()), f"{len(group):,}")
    console.print(table)
    shown = [one for _, group in comparison.by_change() for one in group[:N_SHOWN]]
    rows = details(shown, old, new)
    for change, group in comparison.by_change():
        console.print(Text(f"\n{change.describe()}", style="bold"))
        for _ in group[:N_SHOWN]:
            console.print(_document(next(rows)))
        if len(group) > N_SHOWN:
            console.print(Text(f"  and {len(group) - N_SHOWN:,} more; --out writes them all", style="dim"))


def _summary(comparison: Comparison) -> Text:
    n_changed = len(comparison.changed)
    lines = [
        f"{', '.join(sorted(comparison.old_versions))} → {', '.join(sorted(comparison.new_versions))}",
        f"documents in both: {comparison.n_matched:,}; changed: {n_changed:,}; "
        f"as they were: {comparison.n_matched - n_changed:,}",
        *_named("with another text under the same id", comparison.other_text),
        *_named("in the old file only", comparison.only_old),
        *_named("in the new file only", comparison.only_new),
    ]
    return Text("\n".join(lines))


def _named(what: str, ids: Sequence[str]) -> Iterator[str]:
    if ids:
        more = ", …" if len(ids) > N_NAMED else ""
        yield f"{len(ids):,} {what}: {', '.join(map(_printable, ids[:N_NAMED]))}{more}"


def _document(row: Row) -> Text:
    text = Text(f"  {_printable(row['id'])}", style="bold").append(
        f"  {_printable(row['title'] or '')}", style="not bold"
    )
    if row["other_text"]:
        text.append("  (another text)", style="yellow")
    for side in ("old", "new"):
        text.append(f"\n    {side}  {_decision(row[side])}", style="not bold")
        for quote in row[side]["quotes"]:
            page = f", p. {quote['page']}" if quote["page"] else ""
            text.append(
                f"\n         {quote['label']}{page}: {_shorten(_printable(quote['text']))}", style="not bold dim"
            )
    return text


def _decision(side: Row) -> str:
    """Labels or outcome, with the probability of each label that was given or in question."""
    named = [*side["labels"], *side["candidates"]]
    scores = ", ".join(f"{label} {(side['scores'] or {}).get(label) or 0:.2f}" for label in named)
    return scores if side["labels"] else f"{side['outcome']} ({scores})" if scores else str(side["outcome"])


def _shorten(text: str) -> str:
    return text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS]}…"


def _printable(text: str) -> str:
    """On one line, without what would steer the terminal or turn the reading direction."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
