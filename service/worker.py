"""Queued jobs → done ones: a process that claims them one by one and has each done by a child process.

The child may hang, crash, or be killed with this process: the lease runs out, and the next claim goes on from its
parts. Run as `python -m service.worker` beside `policy-tagger serve`, whose end ends it.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress

import structlog

from corpora.database import Database, DatabaseError
from service.attempts import CUT_OFF
from service.disk import write_obstacle
from service.job_files import JobFiles, remove_orphans
from service.job_table import Job, Kind, State
from service.jobs import Jobs, retry_in
from service.logs import configure_logs
from service.processes import log_crashes, start_process, watch_parent
from service.settings import Settings

CHILDREN = {
    Kind.ARCHIVE: "service.archive_job",
    Kind.TRAINING: "service.training_job",
    Kind.IMPACT: "service.impact_job",
}
LOOK_EVERY_SECONDS = 1.0
DATABASE_AGAIN_SECONDS = 5.0
log = structlog.get_logger()


class Worker:
    """Does jobs until it is told to stop.

    Parameters
    ----------
    settings : Settings
    n_workers : int
        How many processes tag the documents of a job.

    Raises
    ------
    DatabaseError
        The database is of a kind that cannot be used; one that is away for a while is waited for.
    """

    def __init__(self, settings: Settings, n_workers: int = 1) -> None:
        self.settings = settings
        self.n_workers = n_workers
        self._database = Database(settings.database)
        self._jobs = Jobs(self._database, settings.lease_seconds)
        self._is_stopping = False
        self._had_space = True

    def stop(self) -> None:
        """Have `run` give its job back and return, within seconds; may be called by a signal handler or a thread."""
        self._is_stopping = True

    def run(self) -> None:
        """Claim and do jobs."""
        log.info("worker started", pid=os.getpid())
        with suppress(OSError):
            self.settings.home.mkdir(parents=True, exist_ok=True)
        with suppress(DatabaseError):
            remove_orphans(self.settings.home, self._jobs.ids)
        while not self._is_stopping:
            try:
                if not (self._has_space() and self.do_next()):
                    time.sleep(LOOK_EVERY_SECONDS)
            except DatabaseError as error:
                self._wait_for_database(error)
        self._database.close()
        log.info("worker stopped", pid=os.getpid())

    def do_next(self) -> bool:
        """Do the job that has waited longest; False where there is none."""
        job = self._jobs.claim(*CHILDREN)
        if job is None:
            return False
        log.info("job claimed", job=job.id, attempt=job.attempts)
        arguments = (job.id, str(job.owner), str(self.n_workers))
        with start_process(CHILDREN[Kind(job.kind)], *arguments, settings=self.settings, is_leader=True) as process:
            try:
                is_cut_off = self._watch(job, process)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        self._leave(job, CUT_OFF if is_cut_off else process.returncode)
        return True

    def _has_space(self) -> bool:
        """Whether the home folder can be written to; where it cannot, no job is begun."""
        obstacle = write_obstacle(self.settings.home, self.settings.reserve_bytes)
        if (has_space := obstacle is None) != self._had_space:
            log.info("jobs are begun again") if has_space else log.warning("no jobs are begun", reason=obstacle)
        self._had_space = has_space
        return has_space

    def _watch(self, job: Job, process: subprocess.Popen[bytes]) -> bool:
        """Renew the lease until the child ends, the job is no longer ours, or we are to stop.

        True where the database was away for too long.
        """
        renewed = time.monotonic()
        while process.poll() is None and not self._is_stopping:
            try:
                if not self._jobs.renew(job.id, str(job.owner)):
                    break
                renewed = time.monotonic()
            except DatabaseError:
                if time.monotonic() - renewed > self._jobs.lease_seconds / 2:
                    return True
            self._wait(process)
        self._wait(process)  # one that has just ended its job is let go
        return False

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(LOOK_EVERY_SECONDS, self._jobs.lease_seconds / 4))

    def _leave(self, job: Job, status: int) -> None:
        """Conclude, as soon as the database lets us: it would count as an attempt if nobody gave the job back."""
        while True:
            try:
                self._conclude(job, status)
            except DatabaseError as error:
                if self._is_stopping:
                    raise
                self._wait_for_database(error)
            else:
                return

    def _wait_for_database(self, error: DatabaseError) -> None:
        log.warning("no database", reason=str(error))
        time.sleep(DATABASE_AGAIN_SECONDS)

    def _conclude(self, job: Job, status: int) -> None:
        """Give the job back where the child has not ended it; remove what is left of one that was cancelled."""
        owner = str(job.owner)
        if self._is_stopping:
            self._jobs.release(job.id, owner)
        elif status == CUT_OFF:
            self._jobs.release(job.id, owner, "the database could not be used", counts=False)
        elif status:
            message = f"the process that did it ended: {_describe(status)}"
            self._jobs.release(job.id, owner, message, in_seconds=retry_in(job))
        found = self._jobs.get(job.id)
        if found is None or found.state is State.CANCELLED:
            JobFiles(self.settings.home, job.id).remove()
        log.info("job left", job=job.id, state=found and found.state, exit_status=status)


def work(settings: Settings, n_workers: int = 1, *, is_beside: bool = False) -> None:
    """Do jobs until SIGTERM or SIGINT comes or, of a worker beside another process, until that one ends."""
    configure_logs(settings.log_level)
    log_crashes()
    worker = Worker(settings, n_workers)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if is_beside:
        watch_parent(worker.stop)
    worker.run()


def _describe(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


if __name__ == "__main__":
    work(Settings(), is_beside=True)
