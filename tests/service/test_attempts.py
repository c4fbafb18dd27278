import errno
from pathlib import Path

import pytest

from corpora.database import DatabaseError
from corpora.errors import CorpusError
from service.attempts import SPACE_AGAIN_SECONDS, attempt
from service.job_table import Job, State
from service.jobs import Jobs
from service.settings import Settings


def attempted(jobs: Jobs, folder: Path, error: Exception) -> Job:
    """A job after an attempt at it that ended with an error."""

    def fail(jobs: Jobs, job: Job, settings: Settings) -> None:
        raise error

    jobs.submit("archive", "a.jsonl", {})
    job = jobs.claim("archive")
    attempt(jobs, job, Settings(home=folder), fail, folder / "lock")
    return jobs.get(job.id)


def test_a_disk_that_is_full_is_no_attempt_and_is_waited_for(jobs: Jobs, tmp_path: Path) -> None:
    job = attempted(jobs, tmp_path, OSError(errno.ENOSPC, "No space left on device"))
    assert (job.state, job.attempts, job.message) == (State.QUEUED, 0, "No space left on device")
    assert 0 < job.lease_until - job.created_at < SPACE_AGAIN_SECONDS + 30


def test_another_error_of_the_disk_is_an_attempt(jobs: Jobs, tmp_path: Path) -> None:
    job = attempted(jobs, tmp_path, OSError(errno.EIO, "Input/output error"))
    assert (job.state, job.attempts, job.message) == (State.QUEUED, 1, "Input/output error")


def test_what_cannot_be_read_fails_at_once(jobs: Jobs, tmp_path: Path) -> None:
    job = attempted(jobs, tmp_path, CorpusError("the upload is gone"))
    assert (job.state, job.message) == (State.FAILED, "the upload is gone")


def test_a_database_that_is_away_is_for_the_process_to_tell(jobs: Jobs, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        attempted(jobs, tmp_path, DatabaseError("it is away"))
    assert jobs.claim("archive") is None
