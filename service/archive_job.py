"""A claimed job → the rows and reports of an archive: `python -m service.archive_job JOB OWNER WORKERS`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console

from corpora.database import DatabaseError
from corpora.errors import CorpusError
from corpora.readers.tables import Columns
from corpora.taxonomy import LANGUAGES
from models.whole_files import sync
from service.attempts import LostError, run_attempt
from service.job_files import JobFiles
from service.job_table import Job, State
from service.jobs import Jobs
from service.progress import TaggingProgress
from service.settings import Settings
from service.shards import Task
from service.tagged import read_rows
from service.tagging import new_task, tag_archive
from service.tally import Tally
from service.trends_report import write_report
from service.versions import open_registry
from service.workers import Run, open_run

REPORT_EVERY_SECONDS = 1.0


class JobProgress(TaggingProgress):
    """Writes into its job how far a run has come."""

    def __init__(self, jobs: Jobs, job: Job) -> None:
        super().__init__(Console(quiet=True))
        self._jobs, self._job = jobs, job
        self._reported = 0.0

    def show(self, tally: Tally) -> None:
        """Report the counts so far, at most once a second.

        Raises:
            LostError: the job is no longer ours.
        """
        if time.monotonic() - self._reported < REPORT_EVERY_SECONDS:
            return
        self._reported = time.monotonic()
        share = self._reader.share_read if self._reader else None
        with suppress(DatabaseError):  # it may come back; what is done is kept in any case
            if not self._jobs.report(
                self._job.id, str(self._job.owner), n_done=tally.n_documents, n_failed=tally.n_failed, share=share
            ):
                raise LostError


def main(id: str, owner: str, n_workers: str) -> None:
    """Attempt the job if it still is the owner's."""

    def do(jobs: Jobs, job: Job, settings: Settings) -> None:
        with open_run(int(n_workers)) as run:
            do_job(jobs, job, settings, run)

    run_attempt(id, owner, do, lambda settings, job: JobFiles(settings.home, job.id).lock)


def do_job(jobs: Jobs, job: Job, settings: Settings, run: Run) -> None:
    """Tag a claimed job's archive, write its reports, and end it; what was done before is not done again.

    Raises:
        LostError: the job is no longer ours.
        CorpusError: its input is gone, or rows cannot be written.
        ModelError: its model version is gone or damaged.
        OSError: the disk is full, or fails otherwise.
    """
    files = JobFiles(settings.home, job.id)
    if not files.tags.exists():
        with _under_its_name(files, job.file) as path:
            columns = Columns(**job.options["columns"])
            progress = JobProgress(jobs, job)
            tag_archive([path], files.tags, _task(job, settings), columns=columns, run=run, progress=progress)
    for language in LANGUAGES:
        write_report(files.tags, files.report(language), language, corpus=settings.corpus_folder)
    results = [files.tags, *map(files.report, LANGUAGES)]
    for file in (*results, files.folder):
        sync(file)
    files.keep_only(files.lock, *results)
    tally = _count(files)
    if not jobs.finish(job.id, str(job.owner), State.DONE, n_done=tally.n_documents, n_failed=tally.n_failed):
        raise LostError


def _task(job: Job, settings: Settings) -> Task:
    options = {name: job.options[name] for name in ("version", "evidence", "with_text", "language")}
    return new_task(open_registry(settings), **options)


@contextmanager
def _under_its_name(files: JobFiles, name: str) -> Iterator[str]:
    """A path to the input whose last part is what the client calls it: it names documents, and tells tables apart."""
    if not files.input.exists():
        raise CorpusError("the upload is gone")
    folder = files.folder / "named"
    folder.mkdir(exist_ok=True)
    link = folder / name
    link.unlink(missing_ok=True)
    link.symlink_to(f"../{files.input.name}")
    yield str(link)


def _count(files: JobFiles) -> Tally:
    tally = Tally()
    tally.add(read_rows(files.tags, ["outcome", "reason", "labels"]))
    return tally


if __name__ == "__main__":
    main(*sys.argv[1:])
