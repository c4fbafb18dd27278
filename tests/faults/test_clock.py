"""Workers while the clock jumps by an hour or a day, ahead and back: each job is done once, by one worker.

A clock that jumps lets what was stored by it lie further ahead or back, so that is what is moved here. `pytest --rounds
20` does it with so many jobs.
"""

import json
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Table

from corpora.annotation import NewAnnotation
from corpora.answered import KeyedRequest
from corpora.database import Database
from corpora.label_store import LabelStore
from corpora.label_tables import idempotency_table
from service.job_files import JobFiles
from service.job_table import State, job_table
from service.jobs import Jobs
from service.key_table import key_table
from service.keys import Keys
from service.scopes import Scope
from service.settings import Settings
from tests.background import in_background
from tests.conftest import TEXTS
from tests.jobs import submit, wait_until, worker

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

HOURS = (-24, -1, 1, 24)
JUMP_EVERY_SECONDS = 0.4
TIMES = {job_table: ("lease_until", "created_at"), idempotency_table: ("created_at",), key_table: ("created_at",)}


def jump(database: Database, hours: int) -> None:
    """Have the clock of a database jump."""

    def moved(table: Table, columns: tuple[str, ...]) -> dict[str, object]:
        return {name: table.c[name] - hours * 3600 for name in columns}

    with database.write() as connection:
        for table, columns in TIMES.items():
            connection.execute(table.update().values(moved(table, columns)))


@contextmanager
def jumping(database: Database) -> Iterator[list[int]]:
    """A clock that jumps until the block is left; the hours of each jump."""
    jumps, chance = list[int](), random.Random(7)

    def run(is_done: threading.Event) -> None:
        while not is_done.wait(JUMP_EVERY_SECONDS):
            jumps.append(chance.choice(HOURS))
            jump(database, jumps[-1])

    with in_background(run):
        yield jumps


def archive(number: int) -> bytes:
    texts = (f"{TEXTS['es' if n % 2 else 'en']} {number} {n}." for n in range(60))
    return "\n".join(json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts)).encode()


def test_a_clock_that_jumps_has_no_job_done_twice_or_never(
    home: Path, tmp_path: Path, database_url: str, pytestconfig: pytest.Config, measured: Callable[..., None]
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    settings = Settings(home=tmp_path, database_url=database_url, lease_seconds=5)
    database = Database(settings.database)
    jobs, owners = Jobs(database, settings.lease_seconds), dict[str, set[str | None]]()
    ids = [
        submit(jobs, settings, "a.jsonl", archive(number), evidence=False).id
        for number in range(pytestconfig.getoption("rounds"))
    ]

    def are_done() -> bool:
        found = jobs.find(ids)
        for job in found.values():
            owners.setdefault(job.id, set()).add(job.owner)
        return all(job.state not in (State.QUEUED, State.RUNNING) for job in found.values())

    with worker(settings), worker(settings), jumping(database) as jumps:
        wait_until(are_done, 60 + 20 * len(ids))
    found = jobs.find(ids).values()
    for job in found:
        assert len(set(pq.read_table(JobFiles(tmp_path, job.id).tags)["id"].to_pylist())) == 60
    database.close()
    measured("jumps", len(jumps), least=1)
    measured("jobs lost", sum(job.state is not State.DONE for job in found), most=0)
    measured("most attempts at a job", max(job.attempts for job in found), most=1)
    measured("most owners of a job", max(len(seen - {None}) for seen in owners.values()), most=1)


@pytest.mark.parametrize("hours", HOURS)
def test_a_clock_that_jumps_ends_no_key_and_no_idempotency(database_url: str, hours: int) -> None:
    database = Database(database_url)
    keys, labels = Keys(database), LabelStore(database)
    key, secret = keys.create("Ana", {Scope.LABEL})
    request = KeyedRequest("Ana", "once", "0" * 64)
    new = NewAnnotation(author="Ana", text=TEXTS["es"], language="es", labels=("enforcement",))
    first, _ = labels.add(new, request)
    time.sleep(0.01)
    jump(database, hours)
    assert labels.add(new, request) == (first, True)
    assert keys.ring().find(secret).id == key.id
    database.close()
