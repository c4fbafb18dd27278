"""Progress of long work on standard error: live on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def stage_printer() -> Iterator[Callable[[str], None]]:
    """A function that names the stage under way; the seconds since the start stand before each."""
    console = Console(stderr=True)
    started = time.monotonic()

    def report(stage: str) -> None:
        console.print(f"[dim]{time.monotonic() - started:6.1f} s[/dim] {stage}", highlight=False)

    yield report
    report("done")
