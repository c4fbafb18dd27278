"""The models page: which versions there are, how each did, which one serves, and what it has met since."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from models.errors import ModelError, NoVersionError
from models.registry import Registry
from service import models_api
from service.access import demand
from service.model_schemas import ModelOut, PromoteRequest, RollbackRequest
from service.models_api import REPORTS, Version
from service.pages import models_words as words
from service.pages.drift_rows import DriftTable, drift_table
from service.pages.languages import choose_language
from service.pages.numbers import day, decimal, difference, moment, precise
from service.pages.page import Page, allows, mark, read_form
from service.pages.rendering import render, translate
from service.pages.report import as_page
from service.pages.training_part import MODELS_PATH as PATH
from service.pages.training_part import latest_run, run_facts, training
from service.promotion import promotions
from service.scopes import Scope
from service.versions import open_registry

MOST_LOGGED = 20
DONE = {
    "promoted": mark("Done: the version is in service within seconds."),
    "rolled-back": mark("Rolled back: the version is in service within seconds."),
}
REFUSED = mark("The gate refuses it.")
NO_REASON = mark("To pass the gate over needs a reason: it is shown under “History”.")
NOT_CURRENT = mark("Another version came into service meanwhile: please look again.")
BACK = mark("Back to the version")
UNFIT_REASON = mark("The reason is too long, or holds what cannot be stored.")
router = APIRouter(include_in_schema=False, dependencies=[allows(Scope.TAG)])
router.include_router(training)
MODELS = Page(PATH, mark("Models"), router, Scope.TAG)
changing = [allows(Scope.TRAIN)]


@router.get(PATH)
def show(request: Request, done: str = "") -> Response:
    """The versions, the newest first, what was done with them, and drift."""
    found = models_api.list_models(request)
    serving = request.app.state.serving
    return _render(
        request,
        "models.html",
        current=found.current,
        versions=found.versions[::-1],
        failure=serving.failure,
        drift=_drift(request, found.current),
        log=promotions(request.app.state.jobs.database, MOST_LOGGED),
        notice=DONE.get(done, ""),
        **run_facts(latest_run(request)),
    )


@router.get(f"{PATH}/rollback", dependencies=changing)
def ask_rollback(request: Request) -> Response:
    """Whether the version before is to serve again."""
    return _ask_rollback(request)


@router.post(f"{PATH}/rollback", dependencies=changing)
def roll_back(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Let it, as `POST /v1/models/rollback` does."""
    try:
        body = RollbackRequest(reason=_reason(form), current=str(form.get("current", "")))
    except ValidationError:
        return _ask_rollback(request, error=UNFIT_REASON)
    if isinstance(models_api.roll_back(request, body), Response):
        is_current = body.current == _registry(request).serving()
        return _ask_rollback(request, HTTPStatus.CONFLICT, "" if is_current else NOT_CURRENT)
    return RedirectResponse(f"{PATH}?done=rolled-back", HTTPStatus.SEE_OTHER)


@router.get(PATH + "/{version}")
def show_version(version: Version, request: Request) -> Response:
    """What is known of a version, with its gate's table."""
    model = models_api.show_model(version, request)
    file = _registry(request).folder / model.version / REPORTS[choose_language(request)]
    return _render(request, "model.html", model=model, has_report=file.is_file())


@router.get(PATH + "/{version}/report")
def show_report(version: Version, request: Request) -> Response:
    """How well a version does, in the language of the page."""
    language: Any = choose_language(request)
    report = models_api.show_report(version, request, language)
    return as_page(bytes(report.body), f"{PATH}/{version}", translate(request, BACK))


@router.get(PATH + "/{version}/promotion", dependencies=changing)
def ask_promotion(version: Version, request: Request) -> Response:
    """Whether a version is to serve."""
    return _ask_promotion(request, models_api.show_model(version, request))


@router.post(PATH + "/{version}/promotion", dependencies=changing)
def promote(version: Version, request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Let it, as `POST /v1/models/{version}/promote` does."""
    model = models_api.show_model(version, request)
    is_forced, reason = "force" in form, _reason(form)
    if is_forced:
        demand(request.state.client, Scope.ADMIN)
        if reason is None:
            return _ask_promotion(request, model, error=NO_REASON)
    try:
        body = PromoteRequest(force=is_forced, reason=reason)
    except ValidationError:
        return _ask_promotion(request, model, error=UNFIT_REASON)
    if isinstance(models_api.promote_model(model.version, request, body), Response):
        return _ask_promotion(request, model, HTTPStatus.CONFLICT, REFUSED)
    return RedirectResponse(f"{PATH}?done=promoted", HTTPStatus.SEE_OTHER)


def _ask_promotion(request: Request, model: ModelOut, status: int = HTTPStatus.OK, error: str = "") -> Response:
    registry = _registry(request)
    served_before, current = model.version in registry.history(), registry.serving()
    return _render(
        request, "promotion.html", status, model=model, current=current, served_before=served_before, error=error
    )


def _ask_rollback(request: Request, status: int = HTTPStatus.OK, error: str = "") -> Response:
    registry = _registry(request)
    try:
        versions = {"current": registry.current(), "previous": registry.previous()}
    except NoVersionError:
        versions = {"previous": ""}
    return _render(request, "rollback.html", status, **versions, error=error)


def _drift(request: Request, current: str | None) -> DriftTable | None:
    """That of the version that serves; None where it cannot be told."""
    if current is None:
        return None
    try:
        manifest = _registry(request).read_manifest(current)
    except ModelError:
        return None
    return drift_table(request.app.state.jobs.database, manifest)


def _render(request: Request, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    language, tagger = choose_language(request), request.app.state.serving.tagger
    labels = tagger.model.taxonomy.labels if tagger else ()
    called = {label.id: label.name[language] for label in labels}
    written = {write.__name__: write(language) for write in (day, decimal, difference, moment, precise)}
    return render(request, template, status, words=words, called=called, **written, **values)


def _reason(form: FormData) -> str | None:
    return str(form.get("reason", "")).strip() or None


def _registry(request: Request) -> Registry:
    return open_registry(request.app.state.settings)
