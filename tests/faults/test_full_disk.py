"""A home folder whose disk is full while callers of every kind go on: refused, not lost; and it goes on by itself.

The disk is a small one of our own, in memory. `pytest --rounds 20` fills it so often.
"""

import json
import random
import shutil
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora.database import Database
from models.registry import Registry
from service.job_table import State
from service.jobs import Jobs
from service.settings import Settings
from tests.conftest import free_port
from tests.faults.clients import Traffic, check_jobs, check_labels, status_of, wait_for_status
from tests.faults.full_disk import fill, free, small_disk
from tests.faults.instance import running
from tests.jobs import wait_until

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

DISK_BYTES = 96 * 2**20
RESERVE_BYTES = 8 * 2**20


def train(url: str) -> str:
    body = json.dumps({"promote": False}).encode()
    request = urllib.request.Request(f"{url}/v1/training-runs", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["id"]


def test_a_full_disk_refuses_and_loses_nothing(
    home: Path,
    tiny_corpus: Path,
    tmp_path: Path,
    database_url: str,
    pytestconfig: pytest.Config,
    measured: Callable[..., None],
) -> None:
    with small_disk(tmp_path / "disk", DISK_BYTES) as disk:
        shutil.copytree(home / "models", disk / "home" / "models")
        settings = Settings(
            home=disk / "home",
            database_url="sqlite" if database_url.startswith("sqlite") else database_url,
            port=free_port(),
            corpus=str(tiny_corpus),
            reserve_bytes=RESERVE_BYTES,
            lease_seconds=2,
        )
        traffic = Traffic(f"http://127.0.0.1:{settings.port}")
        slowest = 0.0
        with running(settings, tmp_path / "log"):
            wait_for_status(f"{traffic.url}/readyz", 200)
            with traffic.flows():
                training = train(traffic.url)
                for number in range(pytestconfig.getoption("rounds")):
                    traffic.wait_for_progress()
                    time.sleep(random.Random(number).uniform(0, 2))
                    fill(disk)
                    wait_for_status(f"{traffic.url}/readyz", 503, "is full")
                    assert status_of(f"{traffic.url}/healthz")[0] == 200
                    refused = traffic.n_answered("/v1/archives", 507)
                    wait_until(lambda refused=refused: traffic.n_answered("/v1/archives", 507) > refused)
                    time.sleep(random.Random(number).uniform(1, 3))
                    tags = traffic.n_answered("/v1/tag", 200)
                    wait_until(lambda tags=tags: traffic.n_answered("/v1/tag", 200) > tags)
                    free(disk)
                    started = time.monotonic()
                    wait_for_status(f"{traffic.url}/readyz", 200)
                    traffic.wait_for_progress()
                    slowest = max(slowest, time.monotonic() - started)
            check_jobs(settings, traffic, measured, most_attempts=1)
            database = Database(settings.database)
            wait_until(lambda: Jobs(database).get(training).state not in (State.QUEUED, State.RUNNING), 180)
            found = Jobs(database).get(training)
            database.close()
            assert (found.state, found.attempts) == (State.DONE, 1), found
            assert found.result["version"] in Registry(settings.models_folder).versions()
        check_labels(settings, traffic, measured)
        assert traffic.not_deliberate() == {}
        refused = {path: statuses[507] for path, statuses in traffic.statuses.items() if statuses[507]}
        measured("answered 507", ", ".join(f"{path} {number}" for path, number in sorted(refused.items())))
        measured("longest until it worked again, seconds", round(slowest, 1), most=180)
