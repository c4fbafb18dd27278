"""What would change in an archive if another version served: asked for, followed, and shown change by change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from service import archives_api, models_api
from service.impact_files import ChangeGroup, Impact, impact_file, read_impact
from service.impact_request import ask_for_impact, find_impact_job
from service.job_schemas import JobOut
from service.job_table import OPEN, Job
from service.pages.archive_documents import taxonomy_of
from service.pages.archive_jobs import JOB_PATH, find_archive, jobs_of
from service.pages.findings import Mark, marks_of
from service.pages.languages import choose_language, names
from service.pages.live import LiveProgress
from service.pages.models_words import STATES
from service.pages.page import allows, read_form
from service.pages.rendering import draw, render, wants_part
from service.scopes import Scope
from service.tagged import read_labels

PATH = JOB_PATH + "/impact"
UNFIT = "choose a version that can be put into service, for an archive that was tagged with its texts"
impacts = APIRouter(dependencies=[allows(Scope.TRAIN)])


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says of a document: labels given or in question with their probabilities, or an outcome.

    quotes : passages of the labels that are lost or gained, or in question.
    """

    outcome: str
    named: tuple[tuple[Mark, float], ...]
    quotes: tuple[tuple[Mark, str], ...]


@impacts.get(PATH)
def show(id: str, request: Request, version: str = "") -> Response:
    """The versions to choose from; of a chosen one, what would change, or how far that is worked out."""
    archive, files = archives_api.done_files(request, find_archive(request, id).id)
    versions = _versions(request, archive)
    chosen = version if version in versions else ""
    impact = read_impact(impact_file(files, chosen)) if chosen else None
    job = find_impact_job(jobs_of(request), archive.id, chosen) if chosen and impact is None else None
    with archives_api.unless_removed():
        shown = _show(request, impact, files.tags) if impact else {}
    template = "archive_impact_part.html" if wants_part(request) else "archive_impact.html"
    facts: dict[str, Any] = {"archive": archive, "versions": versions, "chosen": chosen, "impact": impact} | _job_facts(
        job
    )
    return render(request, template, has_texts=_has_texts(archive), **facts, **shown)


@impacts.post(PATH)
def ask(id: str, request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Have it worked out in the background."""
    archive, _ = archives_api.done_files(request, find_archive(request, id).id)
    version = str(form.get("version", ""))
    if version not in _versions(request, archive) or not _has_texts(archive):
        raise HTTPException(422, UNFIT)
    ask_for_impact(jobs_of(request), archive, version)
    return RedirectResponse(f"{PATH.format(id=archive.id)}?version={version}", HTTPStatus.SEE_OTHER)


@impacts.get(PATH + "/events")
async def follow(id: str, request: Request, version: str) -> Response:
    """How far it is worked out, as a stream."""
    archive = await run_in_threadpool(find_archive, request, id)
    job = await run_in_threadpool(find_impact_job, jobs_of(request), archive.id, version)
    if job is None:
        raise HTTPException(404, "nobody has asked for it")
    return LiveProgress(request, job, lambda job: draw(request, "archive_live.html", **_job_facts(job)))


def _job_facts(job: Job | None) -> dict[str, Any]:
    return {"job": JobOut.of(job) if job else None, "states": STATES, "open": OPEN}


def _has_texts(archive: Job) -> bool:
    return bool(archive.options.get("with_text"))


def _versions(request: Request, archive: Job) -> list[str]:
    """The stored versions that could serve, the newest first, without the one that tagged the archive."""
    found = models_api.list_models(request).versions[::-1]
    return [model.version for model in found if not model.problem and model.version != archive.options["version"]]


def _show(request: Request, impact: Impact, tags: Path) -> dict[str, Any]:
    """What the template asks for: what a change is called, and what either version says of a document."""
    language = choose_language(request)
    labels = dict.fromkeys((*read_labels(tags), *(label for group in impact.groups for label in _labels_of(group))))
    marks = marks_of(taxonomy_of(tuple(labels), request.app.state.serving.tagger), language)
    known = names(language) | {label: mark.name for label, mark in marks.items()}

    def called(ids: Sequence[str]) -> str:
        return ", ".join(known.get(id, id) for id in ids)

    return {"called": called, "to_side": lambda side: _to_side(side, marks)}


def _labels_of(group: ChangeGroup) -> Iterator[str]:
    for one in group.documents:
        for side in (one.old, one.new):
            yield from (side["scores"] or {})


def _to_side(side: dict[str, Any], marks: dict[str, Mark]) -> Side:
    scores = side["scores"] or {}
    named = tuple((marks[label], scores[label]) for label in (*side["labels"], *side["candidates"]))
    quotes = tuple((marks[quote["label"]], quote["text"]) for quote in side["quotes"])
    return Side(side["outcome"], named, quotes)
