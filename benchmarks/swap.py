"""What callers notice when versions are promoted and rolled back: POST /v1/tag at a steady rate meanwhile.

The current version of POLICY_TAGGER_HOME (or var) is copied into a folder of its own, beside one of another lexicon
and broken ones. Exit status 1 where a request failed, a version was not taken up, or the 99th percentile while a
version was being taken up is over twice that before.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from generated import generate_texts
from speed import POLICY_TAGGER, serve

from models.registry import Registry

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.steady import Answer, percentile_ms, steady_load
from tests.versions import copy_version, damaged, no_model, with_other_lexicon

BEFORE_SECONDS = 10.0
BROKEN_SECONDS = 2.5
SETTLE_SECONDS = 1.5
LEAST_SECONDS = 1.0  # a version that is taken up at once still has its first requests to answer
WARM_UP_SECONDS = 3.0
TAKEN_UP_WITHIN_SECONDS = 60.0
IN_A_ROW = 25
MOST_TIMES_BEFORE = 2.0
BROKEN = ("damaged", "no model")


@dataclass(frozen=True, slots=True)
class Phase:
    """The answers while something was going on."""

    name: str
    answers: Sequence[Answer]

    def row(self) -> str:
        """A row of the table."""
        failed = sum(not answer.is_whole for answer in self.answers)
        times = " | ".join(f"{percentile_ms(self.answers, share):.1f}" for share in (0.5, 0.95, 0.99, 1))
        return f"| {self.name} | {len(self.answers)} | {failed} | {times} |"


def main() -> int:
    """Measure with so many server processes, print a table and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--rounds", type=int, default=2, help="how often each version is promoted")
    parser.add_argument("--per-second", type=float, default=50, help="requests a second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Path(os.environ.get("POLICY_TAGGER_HOME", "var")) / "models", Path(folder, "models"))
        os.environ["POLICY_TAGGER_HOME"] = folder
        phases = measure(Registry(Path(folder, "models")), arguments.workers, arguments.rounds, arguments.per_second)
    print(f"\n{arguments.workers} server process(es), {arguments.per_second:g} requests a second\n")
    print("| | requests | failed | median ms | 95 % | 99 % | longest |\n|---|---|---|---|---|---|---|")
    print("\n".join(phase.row() for phase in phases))
    before, during, *_ = phases
    ratio = percentile_ms(during.answers, 0.99) / percentile_ms(before.answers, 0.99)
    failed = sum(not answer.is_whole for phase in phases for answer in phase.answers)
    print(f"\n99 % while versions were taken up: {ratio:.2f} times that before; {failed} failed")
    return int(failed > 0 or ratio > MOST_TIMES_BEFORE)


def measure(registry: Registry, workers: int, rounds: int, per_second: float) -> list[Phase]:
    """The answers before, during all changes, between them, and during each kind of change."""
    first = registry.current()
    others = {
        "same lexicon": copy_version(registry, first, "copy"),
        "other lexicon": with_other_lexicon(registry, first, "lexicon"),
        "damaged": damaged(registry, first, "damaged"),
        "no model": no_model(registry, first, "nonsense"),
    }
    bodies = [
        json.dumps({"documents": [{"id": "a", "text": text}]}).encode() for text in islice(generate_texts(0), 200)
    ]
    with (
        serve([POLICY_TAGGER, "serve", "--workers", str(workers), "--no-worker"], "/readyz") as connection,
        steady_load(f"http://{connection.host}:{connection.port}", bodies, per_second) as answers,
    ):
        time.sleep(WARM_UP_SECONDS)
        started = time.monotonic()
        time.sleep(BEFORE_SECONDS)
        ended = time.monotonic()
        windows = [window for _ in range(rounds) for window in change_versions(registry, first, others, answers)]
    kinds: dict[str, list[Answer]] = {}
    for name, start, end in windows:
        kinds.setdefault(name, []).extend(within(answers, start, end))
    during = [answer for found in kinds.values() for answer in found]
    between = [answer for answer in answers if answer.due > ended and answer not in during]
    phases = [Phase("before", within(answers, started, ended)), Phase("while taken up", during)]
    return [*phases, Phase("in between", between), *(Phase(f"… {name}", found) for name, found in kinds.items())]


def change_versions(
    registry: Registry, first: str, others: dict[str, str], answers: Sequence[Answer]
) -> Iterator[tuple[str, float, float]]:
    """Promote each version and roll back; yield what was done, and from when to when it was being taken up."""
    for name, version in others.items():
        for target, kind in ((version, name), (first, f"back from {name}")):
            started = time.monotonic()
            registry.make_current(target)
            if name in BROKEN:
                time.sleep(BROKEN_SECONDS)
                yield kind, started, started + BROKEN_SECONDS
            else:
                yield kind, started, max(wait_for(target, answers, started), started + LEAST_SECONDS)
            time.sleep(SETTLE_SECONDS)


def wait_for(version: str, answers: Sequence[Answer], started: float) -> float:
    """Wait until enough requests in a row were answered by a version; return when the last other one was sent.

    Raises:
        TimeoutError: it was not taken up in time.
    """
    while time.monotonic() < started + TAKEN_UP_WITHIN_SECONDS:
        time.sleep(0.1)
        made = sorted((answer for answer in list(answers) if answer.due >= started), key=lambda answer: answer.due)
        if len(made) > IN_A_ROW and all(answer.versions == {version} for answer in made[-IN_A_ROW:]):
            return max((answer.due for answer in made if answer.versions != {version}), default=started)
    raise TimeoutError(f"{version} was not taken up within {TAKEN_UP_WITHIN_SECONDS} s")


def within(answers: Sequence[Answer], start: float, end: float) -> list[Answer]:
    """The answers to requests of a time."""
    return [answer for answer in answers if start <= answer.due <= end]


if __name__ == "__main__":
    sys.exit(main())
