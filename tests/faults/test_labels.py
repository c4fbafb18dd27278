"""`policy-tagger serve` under kill -9 at random moments, while people post labels and send again what fails.

Every label that was acknowledged must be there exactly once. `pytest --rounds 20` kills it so often; what happened is
printed with -s.
"""

import json
import os
import random
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest

from corpora.database import Database
from corpora.label_store import LabelStore
from service.settings import Settings
from tests.conftest import POLICY_TAGGER, TEXTS, free_port
from tests.jobs import kill, wait_until

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

PEOPLE = ("Ana", "Eva", "Luz")
AGAIN_AFTER_SECONDS = 0.02
ACKNOWLEDGED_WITHIN_SECONDS = 90


@dataclass
class Person:
    """Somebody who labels one text after the other, and sends each until it is acknowledged."""

    name: str
    url: str
    is_done: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)  # texts by the ids of their examples
    n_failed: int = 0
    n_replayed: int = 0

    def work(self) -> None:
        while not self.is_done.is_set():
            number = len(self.acknowledged)
            text = f"{TEXTS['es' if number % 2 else 'en']} {self.name} {number}."
            self.acknowledged[self.send_until_acknowledged(text, f"{self.name}-{number}")] = text

    def send_until_acknowledged(self, text: str, key: str) -> str:
        body = json.dumps({"author": self.name, "text": text, "labels": ["enforcement"]}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        end = time.monotonic() + ACKNOWLEDGED_WITHIN_SECONDS
        while time.monotonic() < end:
            request = urllib.request.Request(f"{self.url}/v1/examples", body, headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    self.n_replayed += answer.headers["Idempotency-Replayed"] == "true"
                    return str(json.load(answer)["id"])
            except (OSError, HTTPException, ValueError):
                self.n_failed += 1
                time.sleep(AGAIN_AFTER_SECONDS)
        raise TimeoutError(f"{self.url} did not take {key}")


@contextmanager
def at_work(people: list[Person]) -> Iterator[None]:
    """People who label as long as the block lasts, and see their last label acknowledged."""
    threads = [threading.Thread(target=person.work) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        people[0].is_done.set()
        for thread in threads:
            thread.join()


def serve(settings: Settings) -> subprocess.Popen:
    return subprocess.Popen(
        [str(POLICY_TAGGER), "serve", "--no-worker"],
        env=os.environ | settings.as_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_killed_service_loses_and_doubles_no_label(
    home: Path, tmp_path: Path, database_url: str, pytestconfig: pytest.Config
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    settings = Settings(home=tmp_path, database_url=database_url, port=free_port())
    is_done = threading.Event()
    people = [Person(name, f"http://127.0.0.1:{settings.port}", is_done) for name in PEOPLE]

    def n_acknowledged() -> int:
        return sum(len(person.acknowledged) for person in people)

    process = serve(settings)
    try:
        with at_work(people):
            for number in range(pytestconfig.getoption("rounds")):
                before = n_acknowledged()
                wait_until(lambda before=before: n_acknowledged() > before)
                time.sleep(random.Random(number).uniform(0, 0.5))
                kill(process.pid)
                process.wait()
                process = serve(settings)
            before = n_acknowledged()
            wait_until(lambda: n_acknowledged() > before)
    finally:
        is_done.set()
        kill(process.pid)
        process.wait()
    database = Database(settings.database)
    found = [(annotation.id, annotation.author, text) for annotation, text in LabelStore(database).export()]
    database.close()
    expected = [(id, person.name, text) for person in people for id, text in person.acknowledged.items()]
    assert sorted(found) == sorted(expected)
    assert len({text for _, _, text in found}) == len(found)
    replayed, failed = sum(person.n_replayed for person in people), sum(person.n_failed for person in people)
    print(f"{len(found)} labels, {replayed} acknowledged at the second try only, {failed} requests failed")
    assert failed
