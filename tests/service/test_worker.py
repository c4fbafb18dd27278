import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyarrow.parquet as pq
import pytest

from corpora.database import Database
from service.attempts import CUT_OFF, NICENESS
from service.job_files import ORPHANED_AFTER_SECONDS, JobFiles, remove_orphans
from service.job_table import Job, State
from service.jobs import Jobs
from service.processes import start_process
from service.settings import Settings
from service.worker import Worker
from tests.conftest import POLICY_TAGGER, TEXTS, Serve
from tests.jobs import child_of, is_alive, kill, submit, wait_until, worker, worker_of

STOP_WITHIN_SECONDS = 15
MANY = 3_000

pytestmark = pytest.mark.long


def table(count: int) -> bytes:
    """JSON Lines in both languages."""
    texts = (f"{TEXTS['es' if number % 2 else 'en']} {number}." for number in range(count))
    return "\n".join(json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(texts)).encode()


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A home of our own with the tiny version."""
    shutil.copytree(home / "models", tmp_path / "home" / "models")
    return Settings(home=tmp_path / "home", lease_seconds=2)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Jobs]:
    """Its jobs."""
    database = Database(settings.database)
    yield Jobs(database, settings.lease_seconds)
    database.close()


def state_of(jobs: Jobs, job: Job) -> State:
    return jobs.get(job.id).state


def wait_for(jobs: Jobs, job: Job, state: State = State.DONE) -> Job:
    wait_until(lambda: state_of(jobs, job) is state)
    return jobs.get(job.id)


def has_begun(jobs: Jobs, job: Job) -> bool:
    return jobs.get(job.id).n_done > 0


def ids_of(settings: Settings, job: Job) -> list[str]:
    return pq.read_table(JobFiles(settings.home, job.id).tags)["id"].to_pylist()


def test_jobs_are_done_on_either_database(settings: Settings, database_url: str) -> None:
    settings = settings.model_copy(update={"database_url": database_url})
    database = Database(settings.database)
    jobs = Jobs(database)
    queued = [submit(jobs, settings, "a.jsonl", table(count)) for count in (3, 5)]
    with worker(settings):
        found = [wait_for(jobs, job) for job in queued]
    assert [job.n_done for job in found] == [3, 5]
    assert ids_of(settings, queued[0]) == ["d0", "d1", "d2"]
    database.close()


def test_two_workers_never_do_the_same_job(settings: Settings, queue: Jobs) -> None:
    settings = settings.model_copy(update={"lease_seconds": 30})  # neither is to be taken for dead
    queued = [submit(queue, settings, "a.jsonl", table(5)) for _ in range(4)]
    with worker(settings), worker(settings):
        found = [wait_for(queue, job) for job in queued]
    assert [job.attempts for job in found] == [1] * 4
    assert len({job.owner for job in found}) == 4


def test_several_processes_may_tag_the_documents_of_a_job(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(400))
    with worker(settings, "--workers", "2"):
        assert wait_for(queue, job).n_done == 400
    assert ids_of(settings, job) == [f"d{number}" for number in range(400)]


def test_progress_shows_while_a_job_runs(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(MANY), evidence=False)
    with worker(settings):
        wait_until(lambda: has_begun(queue, job))
        found = queue.get(job.id)
    assert found.state is State.RUNNING
    assert 0 < found.n_done < MANY
    assert 0 < found.share <= 1


def test_a_cancelled_job_stops_within_seconds_and_leaves_nothing(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(MANY), evidence=False)
    with worker(settings) as process:
        wait_until(lambda: has_begun(queue, job))
        child = child_of(process)
        assert queue.cancel(job.id)
        wait_until(lambda: not is_alive(child), STOP_WITHIN_SECONDS)
        wait_until(lambda: not JobFiles(settings.home, job.id).folder.exists(), STOP_WITHIN_SECONDS)
        after = submit(queue, settings, "a.jsonl", table(1))
        wait_for(queue, after)
    assert state_of(queue, job) is State.CANCELLED


def test_a_worker_that_is_told_to_stop_gives_its_job_back(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(MANY), evidence=False)
    with worker(settings) as process:
        wait_until(lambda: has_begun(queue, job))
        child = child_of(process)
        assert os.getpriority(os.PRIO_PROCESS, child) == NICENESS  # it gives way to what answers requests
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_WITHIN_SECONDS) == 0
    assert not is_alive(child)
    found = queue.get(job.id)
    assert (found.state, found.attempts) == (State.QUEUED, 0)
    parts = [*JobFiles(settings.home, job.id).folder.rglob("*.parquet")]
    assert parts
    with worker(settings):
        assert wait_for(queue, job).n_done == MANY
    assert ids_of(settings, job) == [f"d{number}" for number in range(MANY)]


def test_a_job_whose_process_was_killed_is_tried_again_by_the_same_worker(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(MANY), evidence=False)
    with worker(settings) as process:
        wait_until(lambda: has_begun(queue, job))
        kill(child_of(process))
        wait_until(lambda: "SIGKILL" in (queue.get(job.id).message or ""))
        found = wait_for(queue, job)
    assert (found.n_done, found.attempts, found.message) == (MANY, 2, None)


def test_a_killed_worker_takes_its_child_along_and_another_goes_on(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(MANY), evidence=False)
    with worker(settings) as process:
        wait_until(lambda: has_begun(queue, job))
        child = child_of(process)
        kill(process.pid)
        wait_until(lambda: not is_alive(child), STOP_WITHIN_SECONDS)
    assert state_of(queue, job) is State.RUNNING
    with worker(settings):
        found = wait_for(queue, job)
    assert (found.n_done, found.attempts) == (MANY, 2)
    assert ids_of(settings, job) == [f"d{number}" for number in range(MANY)]


def test_what_was_tagged_before_is_not_tagged_again(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(5))
    with worker(settings):
        wait_for(queue, job)
    again = submit(queue, settings, "a.jsonl", table(7))
    shutil.copy(JobFiles(settings.home, job.id).tags, JobFiles(settings.home, again.id).tags)
    with worker(settings):
        assert wait_for(queue, again).n_done == 5


def test_a_job_that_another_process_still_works_on_is_left_to_it(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.jsonl", table(5))
    with JobFiles(settings.home, job.id).lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with worker(settings):
            wait_until(lambda: state_of(queue, job) is State.RUNNING)
            found = wait_for(queue, job, State.QUEUED)
            assert (found.attempts, found.message) == (0, None)
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert wait_for(queue, job).n_done == 5


def test_a_job_that_cannot_be_done_fails_and_says_why(settings: Settings, queue: Jobs) -> None:
    lost = submit(queue, settings, "a.txt", b"x")
    JobFiles(settings.home, lost.id).input.unlink()
    other = submit(queue, settings, "a.txt", b"x")
    version = other.options["version"]
    with worker(settings):
        assert wait_for(queue, lost, State.FAILED).message == "the upload is gone"
        wait_for(queue, other)
        shutil.rmtree(settings.models_folder / version)
        gone = queue.submit("archive", "a.txt", other.options)
        files = JobFiles(settings.home, gone.id)
        files.folder.mkdir()
        files.input.write_bytes(b"x")
        assert version in (wait_for(queue, gone, State.FAILED).message or "")


def test_what_uploads_left_behind_is_removed_after_a_day(settings: Settings, queue: Jobs) -> None:
    job = submit(queue, settings, "a.txt", b"x")
    old, new = (JobFiles(settings.home, name * 32) for name in "ab")
    for files in (old, new):
        files.folder.mkdir()
    before = time.time() - ORPHANED_AFTER_SECONDS - 1
    for files in (old, JobFiles(settings.home, job.id)):
        os.utime(files.folder, (before, before))
    remove_orphans(settings.home, queue.ids)
    assert {path.name for path in (settings.home / "jobs").iterdir()} == {job.id, "b" * 32}


def test_what_another_process_removes_meanwhile_is_passed_over(tmp_path: Path) -> None:
    gone, old = (JobFiles(tmp_path, name * 32) for name in "ab")
    for files in (gone, old):
        files.folder.mkdir(parents=True)
        os.utime(files.folder, (0, 0))

    def read_ids() -> list[str]:
        gone.remove()
        return []

    remove_orphans(tmp_path, read_ids)
    assert [*(tmp_path / "jobs").iterdir()] == []


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal, which takes a moment."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt")]
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)


def test_no_job_is_begun_while_the_disk_is_full(settings: Settings, queue: Jobs) -> None:
    full = settings.model_copy(update={"reserve_bytes": 10**18})
    job = submit(queue, settings, "a.jsonl", table(3))
    with worker(full) as process:
        wait_until(lambda: catches(process.pid, signal.SIGTERM))
        time.sleep(2)
        assert state_of(queue, job) is State.QUEUED
    with worker(settings):
        assert wait_for(queue, job).attempts == 1


def test_a_process_that_loses_the_database_counts_as_no_attempt(settings: Settings, database_url: str) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://me@127.0.0.1:1/x"})
    with start_process("service.archive_job", "0" * 32, "1" * 32, "1", settings=away) as process:
        assert process.wait(60) == CUT_OFF
    database = Database(database_url)
    jobs = Jobs(database, settings.lease_seconds)
    submit(jobs, settings, "a.jsonl", table(3))
    worker, job = Worker(settings.model_copy(update={"database_url": database_url})), jobs.claim("archive")
    worker._leave(job, CUT_OFF)
    found = jobs.get(job.id)
    assert (found.state, found.attempts, found.message) == (State.QUEUED, 0, "the database could not be used")
    worker._database.close()
    database.close()


def test_a_worker_waits_for_a_database_that_is_away(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://me@127.0.0.1:1/x"})
    with worker(away) as process:
        wait_until(lambda: catches(process.pid, signal.SIGTERM))
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_worker_without_jobs_has_nothing_to_do(settings: Settings) -> None:
    assert not Worker(settings).do_next()


def test_serve_brings_a_worker_and_takes_it_along(serve: Serve, settings: Settings, text: str) -> None:
    with serve(POLICY_TAGGER_HOME=settings.home) as server:
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            url = client.post("/v1/archives", files={"file": ("a.txt", text.encode())}).headers["location"]
            wait_until(lambda: client.get(url).json()["state"] == "done", every=0.3)
            (row,) = [json.loads(line) for line in client.get(f"{url}/results").text.splitlines()]
        assert (row["id"], row["labels"]) == ("a.txt", ["enforcement"])
    wait_until(lambda: "worker stopped" in server.log.read_text(), STOP_WITHIN_SECONDS)
    logged = server.log.read_text()
    events = {json.loads(line)["event"] for line in logged.splitlines()}
    assert {"worker started", "job claimed", "job left"} <= events
    assert text[:20] not in logged


@pytest.mark.parametrize("options", [("--no-worker",), ("--no-worker", "--workers", "2")])
def test_serve_can_be_told_to_bring_none(serve: Serve, settings: Settings, options: tuple[str, ...]) -> None:
    with serve((POLICY_TAGGER, "serve", *options), POLICY_TAGGER_HOME=settings.home) as server:
        answer = httpx2.post(f"{server.url}/v1/archives", files={"file": ("a.txt", b"x")}, timeout=60)
        time.sleep(2)
        assert worker_of(server.pid) is None
        assert httpx2.get(server.url + answer.headers["location"], timeout=60).json()["state"] == "queued"
    assert "worker started" not in server.log.read_text()
