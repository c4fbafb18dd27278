"""The routes of archives: an upload becomes a job, and the job's rows and reports come back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from corpora.errors import CorpusError
from service.access import ACCESS_PROBLEMS, Scope, client_of, demand, requires
from service.archive_uploads import new_files, receive
from service.ids import ID
from service.job_files import JobFiles
from service.job_owners import may_see, owned_by
from service.job_schemas import ARCHIVE_BODY, JobOut
from service.job_table import Job, Kind, State
from service.jobs import Jobs
from service.links import LOCATION, leads_to
from service.media_types import check_media_type
from service.results import MEDIA_TYPES, JobFile, stream_rows
from service.schemas import problem_responses

ARCHIVES_PATH = "/v1/archives"
UPLOAD_PROBLEMS = problem_responses(
    {
        400: "The body is no whole form.",
        413: "The upload is too large.",
        415: "The body is not multipart/form-data.",
        422: "A field does not fit the schema.",
        503: "No model version can serve, or the database cannot be used.",
        507: "The disk is full.",
    }
)
UNKNOWN = {404: "There is no such job.", 503: "The database cannot be used."}
JOB_PROBLEMS = problem_responses(UNKNOWN)
RESULT_PROBLEMS = problem_responses(UNKNOWN | {409: "The job is not done.", 422: "No such format or language."})
SUBMITTED = leads_to(
    show_v1_jobs__id__get={"id": "/id"},
    results_v1_jobs__id__results_get={"id": "/id"},
    report_v1_jobs__id__report_get={"id": "/id"},
    remove_v1_jobs__id__delete={"id": "/id"},
    show_model_v1_models__version__get={"version": "/model_version"},
)
JobId = Annotated[str, PathParameter(description="As the upload's answer gives it.")]
SCOPES = {Kind.ARCHIVE: Scope.TAG, Kind.TRAINING: Scope.TRAIN, Kind.IMPACT: Scope.TRAIN}
archives = APIRouter(tags=["archives"], dependencies=[requires(*SCOPES.values())], responses=ACCESS_PROBLEMS)
log = structlog.get_logger()


@archives.post(
    ARCHIVES_PATH,
    status_code=202,
    response_model=JobOut,
    responses=UPLOAD_PROBLEMS | {202: SUBMITTED | LOCATION},
    dependencies=[requires(Scope.TAG)],
    openapi_extra=ARCHIVE_BODY,
)
async def submit(request: Request) -> Response:
    """Upload an archive, a table or a document, to be tagged in the background.

    The answer is the job, whose address is in `Location`.
    """
    job = await take(request)
    return JSONResponse(_as_json(job), status_code=202, headers={"Location": f"/v1/jobs/{job.id}"})


async def take(request: Request, *, from_page: bool = False) -> Job:
    """The job that an upload becomes; from_page as in `receive`.

    Raises:
        HTTPException: it cannot be taken.
        RequestValidationError: a field does not fit.
        NoVersionError: no model version can serve.
    """
    check_media_type(request, "multipart/form-data")
    version = request.app.state.serving.require().manifest.version
    with new_files(request.app.state.settings.home) as files:
        name, fields = await receive(request, files, from_page=from_page)
        options = fields.to_options(version) | owned_by(client_of(request))
        job = await run_in_threadpool(_jobs(request).submit, Kind.ARCHIVE, name, options, files.id)
    log.info("job queued", job=job.id)
    return job


@archives.get("/v1/jobs/{id}", response_model=JobOut, responses=JOB_PROBLEMS)
def show(id: JobId, request: Request) -> Response:
    """Tell how far a job has come."""
    return JSONResponse(_as_json(_find(request, id)))


@archives.get("/v1/jobs/{id}/results", response_class=Response, responses=RESULT_PROBLEMS)
def results(id: JobId, request: Request, format: Literal["jsonl", "csv", "parquet"] = "jsonl") -> Response:
    """The rows of a job that is done, one a document, as `policy-tagger tag` writes them."""
    _, files = done_files(request, id)
    headers = {"Content-Disposition": f'attachment; filename="tags.{format}"'}
    if format == "parquet":
        return JobFile(files.tags, media_type=MEDIA_TYPES[format], headers=headers)
    return StreamingResponse(stream_rows(files.tags, format), media_type=MEDIA_TYPES[format], headers=headers)


@archives.get("/v1/jobs/{id}/report", response_class=Response, responses=RESULT_PROBLEMS)
def report(id: JobId, request: Request, language: Literal["en", "es"] = "en") -> Response:
    """The page on what the archive of a job that is done is about, in English or Spanish."""
    _, files = done_files(request, id)
    return JobFile(files.report(language), media_type="text/html")


@archives.delete("/v1/jobs/{id}", status_code=204, responses=JOB_PROBLEMS)
def remove(id: JobId, request: Request) -> Response:
    """Cancel a job that is queued or running; remove one that has ended, with its files."""
    job = _find(request, id)
    if not _jobs(request).cancel(job.id):
        _jobs(request).remove(job.id)
    _files(request, job).remove()
    log.info("job removed", job=job.id, state=job.state)
    return Response(status_code=204)


def _find(request: Request, id: str) -> Job:
    job = _jobs(request).get(id) if re.fullmatch(ID, id) else None
    if job is None or not may_see(client_of(request), job):
        raise HTTPException(404, "there is no such job")
    demand(client_of(request), SCOPES[Kind(job.kind)])
    return job


def done_files(request: Request, id: str) -> tuple[Job, JobFiles]:
    """A job that is done, and its files.

    Raises:
        HTTPException: there is no such job, it tags no archive, it is not done, or its files are gone.
    """
    job = _find(request, id)
    if job.kind != Kind.ARCHIVE:
        raise HTTPException(404, "it tags no archive; what came of a training is in its result and under /v1/models")
    if job.state is not State.DONE:
        detail = f": {job.message}" if job.message else ""
        raise HTTPException(409, f"the job is {job.state}{detail}")
    files = _files(request, job)
    if not files.tags.exists():
        raise HTTPException(404, "the files of the job are gone")
    return job, files


@contextmanager
def unless_removed() -> Iterator[None]:
    """Read the files of a job, which may be removed meanwhile.

    Raises:
        HTTPException: 404, they were.
    """
    try:
        yield
    except (CorpusError, FileNotFoundError) as error:
        raise HTTPException(404, "the files of the job are gone") from error


def _files(request: Request, job: Job) -> JobFiles:
    return JobFiles(request.app.state.settings.home, job.id)


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _as_json(job: Job) -> dict[str, Any]:
    return JobOut.of(job).model_dump(mode="json")
