"""A training under kill -9, of the worker and of the process that trains, at random moments.

Whoever looks at the versions meanwhile sees whole ones only; in the end there is one version for each job, and it
serves. `pytest --rounds 20` repeats it; what happened is printed with -s.
"""

import random
import time
from pathlib import Path

import pytest

from corpora.database import Database
from models.registry import Registry
from service.job_table import Kind, State
from service.jobs import Jobs
from service.promotion import promotions
from service.settings import Settings
from tests.jobs import child_of, kill, start_worker, wait_until, worker

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

KILLS = 2
LATEST_KILL_SECONDS = 6


def test_a_killed_training_leaves_no_half_and_no_second_version(
    tiny_corpus: Path, tmp_path: Path, database_url: str, pytestconfig: pytest.Config
) -> None:
    settings = Settings(home=tmp_path, corpus=str(tiny_corpus), database_url=database_url, lease_seconds=1)
    database, registry = Database(settings.database), Registry(settings.models_folder)
    jobs, killed = Jobs(database, settings.lease_seconds), []
    for number in range(pytestconfig.getoption("rounds")):
        chance = random.Random(number)
        job = jobs.submit(Kind.TRAINING, "", {"promote": True, "labels": True, "actor": "ana"})
        for _ in range(KILLS):
            process = start_worker(settings)
            end = time.monotonic() + chance.uniform(1, LATEST_KILL_SECONDS)
            while time.monotonic() < end:
                check_all(registry)
                time.sleep(0.02)
            child = child_of(process)
            if child and chance.random() < 0.5:
                kill(child)
                killed.append("trainer")
            kill(process.pid)
            process.wait()
            killed.append("worker")
        with worker(settings):
            wait_until(lambda job=job: jobs.get(job.id).state not in (State.QUEUED, State.RUNNING), 120)
        found = jobs.get(job.id)
        assert found.state is State.DONE, found
        assert found.result["version"] == registry.current()
        check_all(registry)
        assert len(registry.versions()) == number + 1
        assert [p.version for p in promotions(database)] == registry.history()
        assert [path for path in registry.folder.glob(".*.*") if path.is_dir()] == []
    print(f"killed: {killed}")
    assert killed
    database.close()


def check_all(registry: Registry) -> None:
    """Every version that can be seen is whole."""
    for version in registry.versions():
        manifest = registry.check(version)
        assert manifest.gate is not None
        assert (registry.folder / version / "report.html").exists()
