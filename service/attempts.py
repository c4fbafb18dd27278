"""A claimed job → an attempt at it, in a process of its own that may be ended at any moment.

Such a process is started by service.worker, whose end ends it. All it does is whole or not there, so that the next
attempt goes on from what this one has done.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import structlog

from corpora.database import Database, DatabaseError
from corpora.errors import CorpusError
from corpora.machine import NO_SPACE
from models.errors import ModelError
from models.locks import lock_if_free
from service.job_table import Job, State
from service.jobs import Jobs, retry_in
from service.logs import configure_logs
from service.processes import end_with_parent, log_crashes
from service.settings import Settings

Doing = Callable[[Jobs, Job, Settings], None]
Locking = Callable[[Settings, Job], Path]
CUT_OFF = os.EX_TEMPFAIL  # the exit status of a process that lost the database; it says nothing against the job
SPACE_AGAIN_SECONDS = 5.0
NICENESS = 10
log = structlog.get_logger()


class LostError(Exception):
    """The job is no longer ours: cancelled, or claimed by another worker."""


def run_attempt(id: str, owner: str, do: Doing, lock_of: Locking) -> None:
    """Do the job if it still is the owner's and no other process holds its lock.

    Ends the process with the status CUT_OFF where the database cannot be used.
    """
    end_with_parent()
    os.nice(NICENESS)  # who waits for an answer goes first
    settings = Settings()
    configure_logs(settings.log_level)
    log_crashes()
    database = Database(settings.database)
    jobs = Jobs(database, settings.lease_seconds)
    try:
        job = jobs.get(id)
        if job is not None and (job.owner, job.state) == (owner, State.RUNNING):
            attempt(jobs, job, settings, do, lock_of(settings, job))
    except DatabaseError as error:
        log.warning("attempt cut off", job=id, reason=str(error))
        sys.exit(CUT_OFF)
    finally:
        database.close()


def attempt(jobs: Jobs, job: Job, settings: Settings, do: Doing, lock: Path) -> None:
    """Do a job, or say in it why not.

    A disk that is full is no attempt: the job waits until there is space.

    lock : held by a process that works on the same: one whose lease ran out may still be alive.

    Raises:
        DatabaseError: the database cannot be used; what was done is kept.
    """
    owner = str(job.owner)
    try:
        with lock_if_free(lock) as is_ours:
            if is_ours:
                do(jobs, job, settings)
            else:
                jobs.release(job.id, owner, in_seconds=jobs.lease_seconds)
    except LostError:
        log.info("job lost", job=job.id)
    except (CorpusError, ModelError) as error:
        log.exception("job failed", job=job.id)
        jobs.finish(job.id, owner, State.FAILED, str(error))
    except OSError as error:
        log.exception("attempt failed", job=job.id)
        is_full, reason = error.errno in NO_SPACE, error.strerror or type(error).__name__
        wait = SPACE_AGAIN_SECONDS if is_full else retry_in(job)
        jobs.release(job.id, owner, reason, in_seconds=wait, counts=not is_full)
