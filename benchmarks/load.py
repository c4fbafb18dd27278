"""What the service carries: requests a second and waiting times, by server processes and clients, beside a bare echo.

    python benchmarks/load.py [--seconds N] [--rounds N] [--out FOLDER]

Documents of 960 words (6 KB), English and Spanish in turn, one a request, with evidence. Each client sends the next
request once the last was answered. The current version of POLICY_TAGGER_HOME (or var) serves. Writes load.md.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from echo import ECHO_COMMAND, ECHO_READY_PATH
from generated import generate_texts
from rich.console import Console
from speed import POLICY_TAGGER, serve

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.steady import Answer, Call, closed_load, percentile_ms, tag_call

OUT = Path(__file__).parents[1] / "docs" / "benchmarks"
WORDS = 960
WORKERS, CLIENTS = (1, 2), (1, 8, 64)
WARM_UP_SECONDS = 3.0
QUANTILES = (0.5, 0.95, 0.99)
COLUMNS = (
    *("", "server processes", "clients", "requests/s"),
    *("median, ms", "95 %, ms", "99 %, ms", "median ÷ echo", "failed"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Medians over rounds: milliseconds at the quantiles, and requests a second."""

    what: str
    workers: int
    clients: int
    per_second: float
    milliseconds: tuple[float, ...]
    failed: int

    @classmethod
    def of(cls, what: str, workers: int, clients: int, rounds: Sequence[Sequence[Answer]], seconds: float) -> "Row":
        """Sum up what came back in each round."""
        return cls(
            what,
            workers,
            clients,
            statistics.median(len(answers) / seconds for answers in rounds),
            tuple(statistics.median(percentile_ms(answers, share) for answers in rounds) for share in QUANTILES),
            sum(answer.status != 200 for answers in rounds for answer in answers),
        )


def main() -> int:
    """Measure, print, write, and return 1 where a request failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5, help="medians are over so many")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    asked = parser.parse_args()
    texts = list(islice(generate_texts(0, WORDS), 200))
    calls = [tag_call(json.dumps({"documents": [{"id": "a", "text": text}]}).encode()) for text in texts]
    rows = [row for workers in WORKERS for row in measure(workers, calls, asked.seconds, asked.rounds)]
    text = to_markdown(rows, asked.seconds, asked.rounds)
    (asked.out / "load.md").write_text(text, encoding="utf-8")
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    return int(any(row.failed for row in rows))


def measure(workers: int, calls: Sequence[Call], seconds: float, n_rounds: int) -> Iterator[Row]:
    """A row for the service and one for an echo with each number of clients; they take turns in every round."""
    names = ("POST /v1/tag", "echo")
    with serve_copy(workers) as ours, serve([*ECHO_COMMAND, workers], ECHO_READY_PATH) as echo:
        urls = [f"http://{each.host}:{each.port}" for each in (ours, echo)]
        for url in urls:
            closed_load(url, calls, workers, WARM_UP_SECONDS)
        for clients in CLIENTS:
            rounds = [[closed_load(url, calls, clients, seconds) for url in urls] for _ in range(n_rounds)]
            for name, answers in zip(names, zip(*rounds, strict=True), strict=True):
                yield Row.of(name, workers, clients, answers, seconds)


@contextmanager
def serve_copy(workers: int) -> Iterator[object]:
    """The service over a copy of the versions, so that nothing is written to the home."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Path(os.environ.get("POLICY_TAGGER_HOME", "var")) / "models", Path(folder, "models"))
        command = [POLICY_TAGGER, "serve", "--no-worker", "--workers", workers]
        with serve(command, "/readyz", POLICY_TAGGER_HOME=folder) as connection:
            yield connection


def to_markdown(rows: Sequence[Row], seconds: float, n_rounds: int) -> str:
    """The page."""
    echoes = {(row.workers, row.clients): row.milliseconds[0] for row in rows if row.what == "echo"}
    table = [COLUMNS, ("---",) * len(COLUMNS)]
    for row in rows:
        times = row.milliseconds[0] / echoes[row.workers, row.clients]
        waits = tuple(f"{value:.1f}" for value in row.milliseconds)
        counts = (str(row.workers), str(row.clients), f"{row.per_second:.0f}")
        table.append((row.what, *counts, *waits, f"{times:.1f}", str(row.failed)))
    machine = f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    paragraphs = (
        "# What the service carries",
        "Written by `make bench-load`. Documents of 6 KB, one a request, with evidence; each client sends the next "
        f"once the last was answered. Medians of {n_rounds} rounds of {seconds:g} s, in which the service and a bare "
        f"FastAPI echo take turns; clients and servers share the machine. {machine}.",
        "\n".join(f"| {' | '.join(cells)} |" for cells in table),
    )
    return "\n\n".join(paragraphs) + "\n"


if __name__ == "__main__":
    sys.exit(main())
