"""The archive page: archives are uploaded, followed while they are tagged, looked through, and removed."""

import json
import re
from http import HTTPStatus
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from service import archives_api, review_api
from service.access import client_of
from service.job_files import JobFiles
from service.job_owners import shown_to
from service.job_schemas import ArchiveFields, JobOut
from service.job_table import OPEN, Job, Kind, State
from service.pages import archive_words as words
from service.pages.archive_documents import find_document, list_documents, read_page, read_wish, to_query
from service.pages.archive_jobs import JOB_PATH, PATH, find_archive, jobs_of
from service.pages.impact_page import impacts
from service.pages.languages import choose_language
from service.pages.live import LiveProgress
from service.pages.models_words import STATES
from service.pages.numbers import moment
from service.pages.page import Page, allows, mark
from service.pages.rendering import draw, render, translate, wants_part
from service.pages.report import as_page
from service.pages.words import NOTES, OUTCOMES, REASONS
from service.review_schemas import ReviewRequest
from service.scopes import Scope
from service.tagged import read_labels

PAGE_JOBS = 20
WORDS: dict[str, Any] = {"states": STATES, "open": OPEN}
router = APIRouter(include_in_schema=False, dependencies=[allows(Scope.TAG)])
router.include_router(impacts)
ARCHIVE = Page(PATH, mark("Archive"), router, Scope.TAG)


@router.get(PATH)
def show(request: Request, done: str = "") -> Response:
    """The form, and the jobs, the newest first."""
    page = read_page(request.query_params)
    actor = shown_to(client_of(request))
    jobs = jobs_of(request).newest(Kind.ARCHIVE, PAGE_JOBS + 1, (page - 1) * PAGE_JOBS, actor)
    return _render(
        request,
        "archive.html",
        jobs=[JobOut.of(job) for job in jobs[:PAGE_JOBS]],
        page=page,
        is_last=len(jobs) <= PAGE_JOBS,
        notice=words.DONE.get(done, ""),
        columns=[(name, text, ArchiveFields.model_fields[name].default) for name, text in words.COLUMNS.items()],
        most_megabytes=request.app.state.settings.max_archive_bytes / 1_000_000,
    )


@router.post(PATH)
async def upload(request: Request) -> Response:
    """Take an archive, as `POST /v1/archives` does: its body is written as it comes."""
    job = await archives_api.take(request, from_page=True)
    return RedirectResponse(f"{PATH}/{job.id}", HTTPStatus.SEE_OTHER)


@router.get(JOB_PATH)
def show_job(id: str, request: Request) -> Response:
    """How far a job has come; once it is done, the list of its documents."""
    job = find_archive(request, id)
    template = "archive_job_part.html" if wants_part(request) else "archive_job.html"
    listing = None
    if job.state is State.DONE:
        _, files = archives_api.done_files(request, job.id)
        tagger, language = request.app.state.serving.tagger, choose_language(request)
        with archives_api.unless_removed():
            listing = list_documents(files.tags, request.query_params, tagger, language)
    return _render(request, template, job=JobOut.of(job), options=job.options, listing=listing, orders=words.ORDERS)


@router.get(JOB_PATH + "/state")
def show_state(id: str, request: Request) -> Response:
    """How far a job has come, as it stands in the list."""
    return _render(request, "archive_state_part.html", job=JobOut.of(find_archive(request, id)))


@router.get(JOB_PATH + "/events")
async def follow(id: str, request: Request) -> Response:
    """How far a job has come, as a stream."""
    job = await run_in_threadpool(find_archive, request, id)
    return LiveProgress(request, job, lambda job: draw(request, "archive_live.html", job=JobOut.of(job), **WORDS))


@router.get(JOB_PATH + "/documents/{place}")
def show_document(id: str, place: str, request: Request) -> Response:
    """A document with its record; place counts the rows from 0."""
    job, files = archives_api.done_files(request, find_archive(request, id).id)
    tagger, language = request.app.state.serving.tagger, choose_language(request)
    query = request.query_params
    with archives_api.unless_removed():
        finding = find_document(files.tags, read_place(place), tagger, language)
        back = to_query(read_wish(query, read_labels(files.tags)), read_page(query))
    if finding is None:
        raise HTTPException(404, "there is no such document")
    shown: dict[str, Any] = {"outcomes": OUTCOMES, "reasons": REASONS, "notes": NOTES}
    return _render(request, "archive_document.html", job=JobOut.of(job), finding=finding, back=back, **shown)


@router.get(JOB_PATH + "/results")
def download(id: str, request: Request, format: Literal["jsonl", "csv", "parquet"] = "jsonl") -> Response:
    """The rows, as `GET /v1/jobs/{id}/results` gives them."""
    return archives_api.results(find_archive(request, id).id, request, format)


@router.get(JOB_PATH + "/report")
def show_report(id: str, request: Request) -> Response:
    """What the archive is about, with charts, in the language of the page."""
    job, files = archives_api.done_files(request, find_archive(request, id).id)
    with archives_api.unless_removed():
        report = files.report(choose_language(request)).read_bytes()
    return as_page(report, f"{PATH}/{job.id}", translate(request, words.BACK))


@router.post(JOB_PATH + "/review", dependencies=[allows(Scope.LABEL)])
def send_to_review(id: str, request: Request) -> Response:
    """Put the documents of a job before reviewers, as `POST /v1/review` does."""
    job = find_archive(request, id)
    pooled = json.loads(bytes(review_api.add(ReviewRequest(job=job.id), request).body))
    return _render(request, "archive_pooled.html", job=JobOut.of(job), pooled=pooled)


@router.get(JOB_PATH + "/removal")
def ask_removal(id: str, request: Request) -> Response:
    """Whether a job is to be cancelled, or removed where it has ended."""
    return _ask_removal(request, find_archive(request, id))


@router.post(JOB_PATH + "/cancellation")
def cancel(id: str, request: Request) -> Response:
    """Cancel a job that is queued or running; what one that ended meanwhile has brought is kept."""
    job = find_archive(request, id)
    if not jobs_of(request).cancel(job.id):
        return _ask_removal(request, find_archive(request, id), HTTPStatus.CONFLICT, words.ENDED)
    JobFiles(request.app.state.settings.home, job.id).remove()
    return RedirectResponse(f"{PATH}?done=cancelled", HTTPStatus.SEE_OTHER)


@router.post(JOB_PATH + "/removal")
def remove(id: str, request: Request) -> Response:
    """Remove a job that has ended, with its files, as `DELETE /v1/jobs/{id}` does."""
    job = find_archive(request, id)
    if job.state in OPEN:
        return _ask_removal(request, job, HTTPStatus.CONFLICT)
    archives_api.remove(job.id, request)
    return RedirectResponse(f"{PATH}?done=removed", HTTPStatus.SEE_OTHER)


def read_place(text: str) -> int:
    """The number of a row as it stands in an address, -1 where it is none.

    >>> read_place("12"), read_place("-3"), read_place("²")
    (12, -1, -1)
    """
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else -1


def _ask_removal(request: Request, job: Job, status: int = HTTPStatus.OK, error: str = "") -> Response:
    return _render(request, "archive_removal.html", status, job=JobOut.of(job), error=error)


def _render(request: Request, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    return render(request, template, status, moment=moment(choose_language(request)), **WORDS, **values)
