"""Training as the models page shows it: a run is started, followed stage by stage, and cancelled."""

import re
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from service.ids import ID
from service.job_schemas import JobOut
from service.job_table import OPEN, Job, Kind
from service.jobs import Jobs, new_id
from service.pages.languages import choose_language
from service.pages.live import LiveProgress
from service.pages.models_words import STAGES, STATES
from service.pages.numbers import moment
from service.pages.page import allows, read_form
from service.pages.rendering import draw, render, wants_part
from service.scopes import Scope
from service.training_api import TrainingRequest, queue_training

MODELS_PATH = "/models"
PATH = f"{MODELS_PATH}/training-runs"
RunId = Annotated[str, PathParameter(pattern=ID)]
training = APIRouter(dependencies=[allows(Scope.TRAIN)])


@training.post(PATH)
def start(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Queue a training, as `POST /v1/training-runs` does; a form that is sent twice queues one."""
    id = _id_of(form)
    with suppress(IntegrityError):  # it was sent before
        queue_training(request, TrainingRequest(promote="promote" in form, labels="labels" in form), id)
    return RedirectResponse(f"{PATH}/{id}", HTTPStatus.SEE_OTHER)


@training.get(PATH + "/{id}")
def follow(request: Request, id: RunId) -> Response:
    """How far a training has come."""
    job = _find(request, id)
    template = "training_run.html" if wants_part(request) else "training.html"
    return render(request, template, moment=moment(choose_language(request)), **run_facts(job))


@training.get(PATH + "/{id}/events")
async def stream(request: Request, id: RunId) -> Response:
    """The same as a stream."""
    job = await run_in_threadpool(_find, request, id)
    return LiveProgress(request, job, lambda job: draw(request, "training_live.html", **run_facts(job)))


@training.post(PATH + "/{id}/cancellation")
def cancel(request: Request, id: RunId) -> Response:
    """Cancel a training that is queued or running."""
    job = _find(request, id)
    _jobs(request).cancel(job.id)
    return RedirectResponse(f"{PATH}/{job.id}", HTTPStatus.SEE_OTHER)


def run_facts(job: Job | None) -> dict[str, Any]:
    """What the template of a run asks for; run is None where there never was one."""
    return {
        "run": JobOut.of(job) if job else None,
        "is_open": job is not None and job.state in OPEN,
        "stages": STAGES,
        "states": STATES,
    }


def latest_run(request: Request) -> Job | None:
    """The training that was asked for last."""
    return _jobs(request).latest(Kind.TRAINING)


def _find(request: Request, id: str) -> Job:
    job = _jobs(request).get(id)
    if job is None or job.kind != Kind.TRAINING:
        raise HTTPException(404, "there is no such training")
    return job


def _id_of(form: FormData) -> str:
    """The key that a form carries; a new id where it carries none."""
    key = str(form.get("key", ""))
    return key if re.fullmatch(ID, key) else new_id()


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs
