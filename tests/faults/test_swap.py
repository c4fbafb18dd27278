"""Versions promoted and rolled back under load, good and broken ones: what callers notice of it, which is nothing.

benchmarks/swap.py does the same for longer, with long documents and a full model, and prints the figures.
"""

import json
import shutil
import time
import urllib.request
from pathlib import Path

import pytest

from models.registry import Registry
from tests.conftest import POLICY_TAGGER, TEXTS, Serve
from tests.jobs import wait_until
from tests.steady import Answer, percentile_ms, steady_load
from tests.versions import copy_version, damaged, no_model, with_other_lexicon

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(13)]

PER_SECOND = 25
BEFORE_SECONDS = 2.0
MOST_TIMES_BEFORE = 2.0
BODIES = [json.dumps({"documents": [{"id": code, "text": text}]}).encode() for code, text in TEXTS.items()]


def failed_version(url: str) -> str | None:
    with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
        failed = json.load(answer)["failed"]
    return failed and failed["version"]


def since(answers: list[Answer], start: float) -> list[Answer]:
    return [answer for answer in list(answers) if answer.due >= start]


def is_taken_up(answers: list[Answer], version: str, start: float) -> bool:
    """Whether the last requests of a time, enough of them to have met each process, were answered by a version."""
    last = since(answers, start)[-12:]
    return len(last) == 12 and all(answer.versions == {version} for answer in last)


def test_callers_notice_nothing_of_a_swap(home: Path, tmp_path: Path, serve: Serve) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    first = registry.current()
    good = [copy_version(registry, first, "copy"), first, with_other_lexicon(registry, first, "lexicon"), first]
    broken = [damaged(registry, first, "damaged"), no_model(registry, first, "nonsense")]
    during: list[list[Answer]] = []
    command = (POLICY_TAGGER, "serve", "--no-worker", "--workers", 2)
    with (
        serve(command, POLICY_TAGGER_HOME=tmp_path) as server,
        steady_load(server.url, BODIES, PER_SECOND) as answers,
    ):
        wait_until(lambda: len(answers) >= PER_SECOND)  # the first requests of a process find nothing in place
        started = time.monotonic()
        time.sleep(BEFORE_SECONDS)
        before = since(answers, started)
        for version in good:
            started = time.monotonic()
            registry.make_current(version)
            wait_until(lambda version=version, start=started: is_taken_up(answers, version, start))
            during.append(since(answers, started))
        for version in broken:
            registry.make_current(version)
            wait_until(lambda version=version: failed_version(server.url) == version)
        registry.make_current(first)
        wait_until(lambda: failed_version(server.url) is None)
    assert [answer for answer in answers if not answer.is_whole] == []
    assert set().union(*(answer.versions for answer in answers)) == {first, "copy", "lexicon"}
    longest = min(percentile_ms(swap, 0.99) for swap in during)  # the machine may be busy with other work
    assert longest <= MOST_TIMES_BEFORE * percentile_ms(before, 0.99)
