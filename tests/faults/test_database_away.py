"""PostgreSQL stopped, or hanging, and back, while callers of every kind go on: refused, not lost; tagging goes on.

`pytest --rounds 20` does it so often, stopped and hanging by turns.
"""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.settings import Settings
from tests.conftest import free_port
from tests.databases import start_postgresql
from tests.faults.clients import Traffic, check_jobs, check_labels, status_of, wait_for_status
from tests.faults.instance import running
from tests.jobs import wait_until

pytestmark = [pytest.mark.long, pytest.mark.case(12)]


def test_a_database_that_is_away_costs_nothing(
    home: Path, tmp_path: Path, pytestconfig: pytest.Config, measured: Callable[..., None]
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    with start_postgresql() as server:
        url = f"{server.url}/postgres"
        settings = Settings(home=tmp_path, database_url=url, port=free_port(), lease_seconds=4)
        traffic, slowest = Traffic(f"http://127.0.0.1:{settings.port}"), 0.0
        with running(settings, tmp_path / "log"):
            wait_for_status(f"{traffic.url}/readyz", 200)
            with traffic.flows():
                for number in range(1 + pytestconfig.getoption("rounds")):  # it hangs, then it is stopped
                    leave, come_back = (server.stop, server.start) if number % 2 else (server.freeze, server.thaw)
                    traffic.wait_for_progress()
                    time.sleep(random.Random(number).uniform(0, 2))
                    leave()
                    wait_for_status(f"{traffic.url}/readyz", 503, "database")
                    assert status_of(f"{traffic.url}/healthz")[0] == 200
                    tags = traffic.n_answered("/v1/tag", 200)
                    wait_until(lambda tags=tags: traffic.n_answered("/v1/tag", 200) > tags + 3)
                    time.sleep(random.Random(number).uniform(0, 5))
                    come_back()
                    started = time.monotonic()
                    wait_for_status(f"{traffic.url}/readyz", 200)
                    traffic.wait_for_progress()
                    slowest = max(slowest, time.monotonic() - started)
            check_jobs(settings, traffic, measured, most_attempts=1)
        check_labels(settings, traffic, measured)
        assert traffic.not_deliberate() == {}
        assert traffic.retry_after.keys() <= {"5"}
        measured("answered 503", sum(statuses[503] for statuses in traffic.statuses.values()), least=1)
        measured("longest until it worked again, seconds", round(slowest, 1), most=180)
