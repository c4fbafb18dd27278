"""`policy-tagger serve --workers 2` under kill -9 of every process it consists of, while callers of every kind go on.

What was acknowledged must be there exactly once, and the instance must recover by itself; only its first process is
started again from outside, as an init system does. `pytest --rounds 20` kills each kind ten times.
"""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from service.settings import Settings
from tests.conftest import free_port
from tests.faults.clients import Traffic, check_jobs, check_labels, wait_for_status
from tests.faults.instance import Instance, by_kind, running
from tests.jobs import is_alive, kill, wait_until

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

KILLS_A_ROUND = 2


def pids_of(kind: str, instance: Instance, database_url: str) -> list[int]:
    """The processes of a kind that there are now."""
    return backends(database_url) if kind == "backend" else by_kind(instance.process.pid).get(kind, [])


def backends(url: str) -> list[int]:
    """The processes of PostgreSQL that serve others than us."""
    with psycopg.connect(url) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        return [pid for (pid,) in connection.execute(query)]


def test_an_instance_of_which_anything_is_killed_loses_and_doubles_nothing(
    home: Path, tmp_path: Path, database_url: str, pytestconfig: pytest.Config, measured: Callable[..., None]
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    settings = Settings(home=tmp_path, database_url=database_url, port=free_port(), lease_seconds=1)
    traffic, killed = Traffic(f"http://127.0.0.1:{settings.port}"), Counter[str]()
    kinds = ["supervisor", "server", "worker", "job", "sandbox"]
    kinds += ["backend"] if database_url.startswith("postgresql") else []
    slowest = 0.0
    with running(settings, tmp_path / "log", n_servers=2) as instance:
        with traffic.flows():
            for number in range(KILLS_A_ROUND * pytestconfig.getoption("rounds")):
                chance = random.Random(number)
                kind = random.Random(number // len(kinds)).sample(kinds, len(kinds))[number % len(kinds)]
                traffic.wait_for_progress()
                time.sleep(chance.uniform(0, 1))
                pid = chance.choice(wait_until(lambda kind=kind: pids_of(kind, instance, database_url)))
                started = time.monotonic()
                kill(pid)
                killed[kind] += 1
                if kind == "supervisor":
                    instance.restart()
                traffic.wait_for_progress()
                slowest = max(slowest, time.monotonic() - started)
        wait_for_status(f"{traffic.url}/readyz", 200)
        check_jobs(settings, traffic, measured, most_attempts=4)
        pids = [pid for some in by_kind(instance.process.pid).values() for pid in some]
    check_labels(settings, traffic, measured)
    assert traffic.not_deliberate() == {}
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 30)
    measured("processes killed", ", ".join(f"{kind} {number}" for kind, number in sorted(killed.items())))
    measured("longest until it worked again, seconds", round(slowest, 1), most=180)
