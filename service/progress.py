"""Progress of long work on standard error: live on a terminal, plain lines elsewhere."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table

from corpora.files import FileReader
from models.decision import Outcome
from service.tally import Tally

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def stage_printer() -> Iterator[Callable[[str], None]]:
    """A function that names the stage under way; the seconds since the start stand before each."""
    console = Console(stderr=True)
    started = time.monotonic()

    def report(stage: str) -> None:
        console.print(f"[dim]{time.monotonic() - started:6.1f} s[/dim] {stage}", highlight=False)

    yield report
    report("done")


class TaggingProgress:
    """Shows how far a run has come, by what share of its input has been read.

    Parameters
    ----------
    console : Console
        A bar on a terminal; elsewhere a line every ten seconds.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._reader: FileReader | None = None
        self._started = self._last_line = time.monotonic()
        columns = (TextColumn("tagging"), BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = TaskID(0)

    @contextmanager
    def over(self, reader: FileReader) -> Iterator[None]:
        """Show progress over what a reader reads."""
        self._reader, self._started = reader, time.monotonic()
        with self._bar:
            self._task = self._bar.add_task("", total=None)
            yield

    def show(self, tally: Tally) -> None:
        """Show the counts so far."""
        share = self._reader.share_read if self._reader else None
        text = self._describe(tally, share)
        if self.console.is_terminal:
            self._bar.update(self._task, completed=share or 0, total=1 if share else None, description=text)
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self.console.print(text, highlight=False)

    def _describe(self, tally: Tally, share: float | None) -> str:
        seconds = time.monotonic() - self._started
        rate = tally.n_documents / seconds if seconds else 0
        left = f" · {timedelta(seconds=round(seconds * (1 - share) / share))} left" if share else ""
        counts = f"{tally.outcomes['tagged']:,} tagged · {tally.outcomes['uncertain']:,} uncertain"
        return f"documents: {tally.n_documents:,} · {rate:.0f}/s{left} · {counts} · {tally.n_failed:,} failed"


def print_tally(console: Console, tally: Tally) -> None:
    """Print a summary: how many documents of each outcome, label and reason."""
    console.print(f"documents: {tally.n_documents:,}", highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for name, count in _summary(tally):
        table.add_row(name, f"{count:,}", f"{count / max(1, tally.n_documents):.0%}")
    console.print(table)


def _summary(tally: Tally) -> Iterator[tuple[str, int]]:
    """Outcomes, with labels and reasons under the one they belong to."""
    for outcome in Outcome:
        yield outcome.value, tally.outcomes[outcome]
        below = {Outcome.TAGGED: tally.labels, Outcome.NOT_JUDGED: tally.reasons}.get(outcome, Counter())
        yield from ((f"  {name}", count) for name, count in below.most_common() if name)
    if tally.n_duplicates:
        yield "same as another", tally.n_duplicates
