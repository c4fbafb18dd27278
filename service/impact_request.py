"""A question what another version would make of an archive → the job that works it out, queued once."""

from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from service.impact_files import impact_job_id
from service.job_table import ACTOR, OPEN, Job, Kind
from service.jobs import Jobs


def find_impact_job(jobs: Jobs, archive: str, version: str) -> Job | None:
    """The job that was asked for, or None."""
    return jobs.get(impact_job_id(archive, version))


def ask_for_impact(jobs: Jobs, archive: Job, version: str) -> None:
    """Queue the job, unless it waits or runs already; one that has ended is done anew.

    archive : a job that is done, whose rows hold texts.
    """
    id = impact_job_id(archive.id, version)
    job = jobs.get(id)
    if job is not None and job.state in OPEN:
        return
    if job is not None:
        jobs.remove(id)
    options = {
        "archive": archive.id,
        "version": version,
        "tagged_by": archive.options["version"],
        "language": archive.options["language"],
        "n_documents": archive.n_done,
        ACTOR: archive.options.get(ACTOR),
    }
    with suppress(IntegrityError):  # somebody has just asked the same
        jobs.submit(Kind.IMPACT, archive.file, options, id)
