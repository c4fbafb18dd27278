"""Jobs made by hand, and worker processes that do them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from models.registry import Registry
from service.job_files import JobFiles
from service.job_schemas import ArchiveFields
from service.job_table import Job
from service.jobs import Jobs
from service.settings import Settings
from tests.conftest import POLICY_TAGGER

DONE_WITHIN_SECONDS = 60
EPOCH = "1767225600"  # the time that stands in every row


def submit(jobs: Jobs, settings: Settings, name: str, content: bytes, **fields: Any) -> Job:
    """A job as an upload makes it."""
    options = ArchiveFields(**fields).to_options(Registry(settings.models_folder).current())
    job = jobs.submit("archive", name, options)
    files = JobFiles(settings.home, job.id)
    files.folder.mkdir(parents=True)
    files.input.write_bytes(content)
    return job


def start_worker(settings: Settings, *options: str) -> subprocess.Popen:
    """`policy-tagger worker`."""
    env = os.environ | settings.as_environment() | {"SOURCE_DATE_EPOCH": EPOCH}
    command = [str(POLICY_TAGGER), "worker", *options]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def worker(settings: Settings, *options: str) -> Iterator[subprocess.Popen]:
    """The same, ended by SIGTERM if it has not ended before."""
    process = start_worker(settings, *options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(DONE_WITHIN_SECONDS)
        finally:
            process.kill()


def child_of(process: subprocess.Popen) -> int | None:
    """The process that does a worker's job, or None between two jobs."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            if b"_job" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return int(pid)
    return None


def worker_of(server_pid: int) -> int | None:
    """The worker process beside a server, which a thread of it started."""
    for children in Path(f"/proc/{server_pid}/task").glob("*/children"):
        for pid in children.read_text().split():
            if b"service.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return int(pid)
    return None


def kill(pid: int) -> None:
    """kill -9, of what may have ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(is_so: Callable[[], Any], seconds: float = DONE_WITHIN_SECONDS, *, every: float = 0.02) -> Any:
    """What is_so() gives once it is true; it is called every so many seconds."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, "not in time"
        time.sleep(every)
    return found
