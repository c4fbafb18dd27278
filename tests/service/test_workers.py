import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.document import Document
from models.registry import Registry
from service.errors import WorkersError
from service.shards import Shard, Task, cut_shards
from service.workers import open_cluster, open_run, open_workers, run_here
from tests.conftest import TEXTS, free_port

pytestmark = pytest.mark.long
COUNT = 150


@pytest.fixture(scope="module")
def task(home: Path) -> Task:
    registry = Registry(home / "models")
    return Task(registry, registry.current(), "2026-01-02T03:04:05+00:00")


@pytest.fixture(scope="module")
def shards() -> list[Shard]:
    texts = [text for number in range(COUNT // 2) for text in (f"{TEXTS['en']} {number}.", f"{TEXTS['es']} {number}.")]
    return list(cut_shards(Document(f"d{number}", text) for number, text in enumerate(texts)))


@pytest.fixture(scope="module")
def expected(shards: list[Shard], task: Task) -> dict[str, list]:
    return rows_by_key(run_here(shards, task), task)


def rows_by_key(done: Iterator, task: Task) -> dict[str, list]:
    return {task.key_of(shard): rows for shard, rows in done}


def test_processes_give_the_same_rows(shards: list[Shard], task: Task, expected: dict) -> None:
    with open_run(2) as run:
        assert rows_by_key(run(shards, task), task) == expected


def test_what_a_dead_worker_had_in_hand_is_done_again(shards: list[Shard], task: Task, expected: dict) -> None:
    with open_workers(2) as run:
        results = run(shards, task)
        first = next(results)
        os.kill(worker_processes()[0], signal.SIGKILL)
        assert rows_by_key(iter([first, *results]), task) == expected


def test_a_document_that_ends_its_worker_is_named(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    from service import workers

    monkeypatch.setattr(workers, "MOST_ATTEMPTS", 1)
    monkeypatch.setattr(workers, "tag_shard", dies_over_poison)
    (shard,) = cut_shards([Document("a", TEXTS["en"]), Document("b", "poison"), Document("c", TEXTS["es"])])
    with open_workers(2) as run:
        ((_, rows),) = run([shard], task)
    assert [(row["id"], row["reason"]) for row in rows] == [("a", None), ("b", "too_costly"), ("c", None)]
    assert "ended the process" in rows[1]["notes"][0]["detail"]


def dies_over_poison(shard: Shard, task: Task) -> list:
    from service.shards import tag_shard

    if any(item.content and item.content.text == "poison" for item in shard.items):
        os.kill(os.getpid(), signal.SIGKILL)
    return tag_shard(shard, task)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A Dask scheduler with two worker processes, on loopback."""
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    processes = [subprocess.Popen(command, **quiet)]
    processes += [subprocess.Popen([*worker, "--nworkers", "2"], **quiet)]
    try:
        yield address
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_cluster_gives_the_same_rows(scheduler: str, shards: list[Shard], task: Task, expected: dict) -> None:
    for _ in range(30):
        try:
            with open_cluster(scheduler) as run:
                found = rows_by_key(run(shards, task), task)
            break
        except WorkersError:
            time.sleep(1)
    assert found == expected


def test_a_scheduler_that_is_not_there_is_named() -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(WorkersError, match=address), open_cluster(address):
        pass


def test_one_worker_is_this_process(shards: list[Shard], task: Task, expected: dict) -> None:
    with open_run(1) as run:
        assert run is run_here
        assert rows_by_key(run(shards[:1], task), task).items() <= expected.items()
    assert rows_by_key(run_here(shards[:1], replace(task, evidence=False)), task) != expected


def worker_processes() -> list[int]:
    """Process ids of the workers that this process has started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in children if b"popen_loky" in Path(f"/proc/{pid}/cmdline").read_bytes()]
