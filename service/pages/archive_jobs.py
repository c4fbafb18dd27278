"""The jobs of archives, as their pages find them."""

import re

from fastapi import HTTPException, Request

from service.access import client_of
from service.ids import ID
from service.job_owners import may_see
from service.job_table import Job, Kind
from service.jobs import Jobs

PATH = "/archive"
JOB_PATH = PATH + "/{id}"


def jobs_of(request: Request) -> Jobs:
    """The jobs of the app."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def find_archive(request: Request, id: str) -> Job:
    """The job of an archive.

    Raises:
        HTTPException: there is none of that id.
    """
    job = jobs_of(request).get(id) if re.fullmatch(ID, id) else None
    if job is None or job.kind != Kind.ARCHIVE or not may_see(client_of(request), job):
        raise HTTPException(404, "there is no such job")
    return job
