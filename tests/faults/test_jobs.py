"""`policy-tagger worker` under kill -9, of itself and of the process that does its job, at random moments.

Every document must be there exactly once, and the rows equal to those of a job that nobody disturbed. `pytest
--rounds 20` repeats it; what happened is printed with -s.
"""

import json
import random
import shutil
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpora.database import Database
from service.job_files import JobFiles
from service.job_table import State
from service.jobs import Jobs
from service.settings import Settings
from tests.conftest import TEXTS
from tests.jobs import child_of, kill, start_worker, submit, wait_until, worker

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

DOCUMENTS = 1_200
KILLS = 3


def archive() -> bytes:
    """A table of texts in both languages, one in ten the same as another, and a line that is broken."""
    texts = (f"{TEXTS['es' if number % 2 else 'en']} {number % (DOCUMENTS * 9 // 10)}." for number in range(DOCUMENTS))
    rows = [json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(texts)]
    return "\n".join([*rows, "{oops"]).encode()


def test_a_killed_worker_loses_and_doubles_nothing(
    home: Path, tmp_path: Path, database_url: str, pytestconfig: pytest.Config
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    settings = Settings(home=tmp_path, database_url=database_url, lease_seconds=1)
    database = Database(settings.database)
    jobs = Jobs(database, settings.lease_seconds)

    def queue() -> JobFiles:
        return JobFiles(tmp_path, submit(jobs, settings, "a.jsonl", archive(), evidence=False).id)

    def finish(files: JobFiles) -> None:
        with worker(settings):
            wait_until(lambda: jobs.get(files.id).state not in (State.QUEUED, State.RUNNING))
        found = jobs.get(files.id)
        assert (found.state, found.n_done, found.n_failed) == (State.DONE, DOCUMENTS + 1, 1), found

    undisturbed = queue()
    finish(undisturbed)
    expected, killed, n_interrupted = pq.read_table(undisturbed.tags), [], 0
    for number in range(pytestconfig.getoption("rounds")):
        chance, files = random.Random(number), queue()
        for kill_number in range(KILLS):
            process = start_worker(settings)
            if kill_number == 0:  # at work for sure, however quick the machine is
                wait_until(lambda files=files: jobs.get(files.id).state is State.RUNNING)
            time.sleep(chance.uniform(0, 1) if kill_number == 0 else chance.uniform(1, 9))
            child = child_of(process)
            if child and chance.random() < 0.5:
                kill(child)
                killed.append("child")
                time.sleep(chance.uniform(0, 3))
            n_interrupted += jobs.get(files.id).state is State.RUNNING
            kill(process.pid)
            process.wait()
            killed.append("worker")
        finish(files)
        found = pq.read_table(files.tags)
        assert len(set(found["id"].to_pylist())) == found.num_rows == DOCUMENTS + 1
        assert found.equals(expected)
        assert {path.name for path in files.folder.iterdir()} == {path.name for path in undisturbed.folder.iterdir()}
    print(f"killed: {killed}; at work: {n_interrupted}")
    assert n_interrupted
    database.close()
