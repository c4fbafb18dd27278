"""`policy-tagger tag` under kill -9 of a worker, of itself and of a Dask scheduler, at random moments.

Every document must be there exactly once, and the file equal to that of a run nobody disturbed. `pytest --rounds 20`
repeats each; what happened is printed with -s.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import POLICY_TAGGER, TEXTS, free_port

pytestmark = [pytest.mark.long, pytest.mark.case(12)]

DOCUMENTS = 1_200
FINISH_WITHIN_SECONDS = 180
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of texts in both languages, one in ten the same as another, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("archive")
    texts = (f"{TEXTS['es' if number % 2 else 'en']} {number % (DOCUMENTS * 9 // 10)}." for number in range(DOCUMENTS))
    rows = [json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for number in range(20):
        (folder / f"bad{number}.pdf").write_bytes(b"%PDF-1.4 cut off " + bytes([number]))
    return folder


@pytest.fixture(scope="module")
def expected(archive: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of a run that nobody disturbed."""
    out = tmp_path_factory.mktemp("expected") / "tags.parquet"
    assert finish(start(archive, out, home)) == 1
    return out


def start(archive: Path, out: Path, home: Path, *options: str) -> subprocess.Popen:
    command = [POLICY_TAGGER, "tag", archive, "--out", out, "--no-evidence", *options]
    env = os.environ | {"POLICY_TAGGER_HOME": str(home), "SOURCE_DATE_EPOCH": "1767225600"}
    return subprocess.Popen([str(part) for part in command], env=env, **QUIET)


def finish(process: subprocess.Popen) -> int:
    try:
        return process.wait(FINISH_WITHIN_SECONDS)
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """End a process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def assert_equal(out: Path, expected: Path) -> None:
    found, wanted = pq.read_table(out), pq.read_table(expected)
    assert found.num_rows == DOCUMENTS + 20
    assert len(set(found["id"].to_pylist())) == found.num_rows
    assert found.equals(wanted)
    assert not list(out.parent.glob(".*"))


def parts_of(out: Path) -> int:
    return len(list((out.parent / f".{out.name}.parts").glob("*.parquet")))


def workers_of(process: subprocess.Popen) -> list[int]:
    """Process ids of a run's worker processes."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def rounds(pytestconfig: pytest.Config) -> Iterator[random.Random]:
    for number in range(pytestconfig.getoption("rounds")):
        yield random.Random(number)


def test_a_killed_worker_costs_nothing(
    archive: Path, home: Path, expected: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    killed = 0
    for chance in rounds(pytestconfig):
        out = tmp_path / "tags.parquet"
        process = start(archive, out, home, "--workers", "2")
        while process.poll() is None and not (found := workers_of(process)):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 4))
        if process.poll() is None and (found := workers_of(process)):
            os.kill(chance.choice(found), signal.SIGKILL)
            killed += 1
        assert finish(process) == 1
        assert_equal(out, expected)
        out.unlink()
    print(f"workers killed: {killed}")
    assert killed


def test_a_killed_run_goes_on_where_it_was(
    archive: Path, home: Path, expected: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    found_parts = 0
    for chance in rounds(pytestconfig):
        out = tmp_path / "tags.parquet"
        for _ in range(2):
            process = start(archive, out, home, "--workers", chance.choice("12"))
            before = parts_of(out)
            while process.poll() is None and parts_of(out) == before:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 1.5))
            kill(process)
            found_parts += parts_of(out)
        assert finish(start(archive, out, home)) == 1
        assert_equal(out, expected)
        out.unlink()
    print(f"parts found by runs that went on: {found_parts}")
    assert found_parts


def test_a_killed_scheduler_leaves_what_was_done(
    archive: Path, home: Path, expected: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    statuses = []
    for chance in rounds(pytestconfig):
        out = tmp_path / "tags.parquet"
        with cluster() as (address, scheduler):
            process = start(archive, out, home, "--scheduler", address)
            time.sleep(chance.uniform(1, 6))
            kill(scheduler)
            statuses.append(finish(process))
        assert statuses[-1] in (1, 3)  # done just before, or stopped with what was done kept
        if statuses[-1] == 3:
            assert not out.exists()
            with cluster() as (address, _):
                assert finish(start(archive, out, home, "--scheduler", address)) == 1
        assert_equal(out, expected)
        out.unlink()
    print(f"exit statuses of runs whose scheduler was killed: {statuses}")


@contextmanager
def cluster() -> Iterator[tuple[str, subprocess.Popen]]:
    """A Dask scheduler with two worker processes on loopback: its address, and its process."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    module = (sys.executable, "-m", "distributed.cli.dask_scheduler")
    scheduler = subprocess.Popen([*module, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **QUIET)
    worker = (sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "2", "--nthreads", "1")
    workers = subprocess.Popen([*worker, "--no-dashboard"], **QUIET)
    try:
        wait_for(lambda: n_workers(address) == 2)
        yield address, scheduler
    finally:
        kill(scheduler)
        kill(workers)


def n_workers(address: str) -> int:
    from distributed import Client

    try:
        with Client(address, timeout=2, set_as_default=False) as client:
            return len(client.nthreads())
    except OSError:
        return 0


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + FINISH_WITHIN_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)
