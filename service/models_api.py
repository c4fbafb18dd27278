"""The routes of model versions: which there are, their reports, promotion and rollback, and drift."""

import time
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from corpora.database import Database
from models.errors import ModelError, NoVersionError
from models.manifest import Manifest
from models.registry import NAME_PATTERN, Registry
from service.access import ACCESS_PROBLEMS, Scope, client_of, demand, requires
from service.drift import Step, read_drift
from service.drift_schemas import DriftOut
from service.links import leads_to
from service.model_schemas import ModelOut, ModelsOut, PromoteRequest, PromotionOut, RollbackRequest
from service.problems import TYPE_PREFIX, problem
from service.promotion import GateError, NotCurrentError, promote, rollback
from service.schemas import problem_responses
from service.served import SECONDS_PER_HOUR
from service.strict_requests import StrictRoute
from service.versions import open_registry

CURRENT = "current"
REPORTS = {"en": "report.html", "es": "report.es.html"}
MOST_HOURS = 24 * 366
WEEK_HOURS = 24 * 7
REFUSED = f"{TYPE_PREFIX}refused-by-gate"
FIND_PROBLEMS = problem_responses({404: "There is no such version.", 422: "The request does not fit the schema."})
REPORT_PROBLEMS = FIND_PROBLEMS | problem_responses({503: "The report is not what was stored with the version."})
DRIFT_PROBLEMS = FIND_PROBLEMS | problem_responses({503: "The manifest or the database cannot be read."})
CHANGE_PROBLEMS = FIND_PROBLEMS | problem_responses(
    {
        400: "The body is not JSON.",
        409: "The gate refuses it (its table is in `gate`), no version served before, or `current` does not serve.",
        503: "The version cannot be loaded, or the database cannot be used.",
    }
)
LISTED = leads_to(
    show_model_v1_models__version__get={"version": "/current"},
    show_report_v1_models__version__report_get={"version": "/current"},
    show_drift_v1_models__version__drift_get={"version": "/current"},
    promote_model_v1_models__version__promote_post={"version": "/current"},
)

Version = Annotated[
    str,
    Path(pattern=NAME_PATTERN, description="A version, or `current` for the one that serves."),
]
models = APIRouter(prefix="/v1/models", tags=["models"], responses=ACCESS_PROBLEMS, route_class=StrictRoute)
reading = [requires(Scope.TAG, Scope.LABEL, Scope.TRAIN)]
changing = [requires(Scope.TRAIN)]
log = structlog.get_logger()


@models.get("", dependencies=reading, responses={200: LISTED})
def list_models(request: Request) -> ModelsOut:
    """List the stored versions, oldest first; one whose manifest cannot be read says so."""
    registry = _registry(request)
    current = registry.serving()
    return ModelsOut(current=current, versions=[_describe(registry, name, current) for name in registry.versions()])


@models.get("/{version}", dependencies=reading, responses=FIND_PROBLEMS)
def show_model(version: Version, request: Request) -> ModelOut:
    """What the manifest of a version says."""
    registry = _registry(request)
    name = _find(registry, version)
    return _describe(registry, name, registry.serving())


@models.get("/{version}/report", dependencies=reading, response_class=Response, responses=REPORT_PROBLEMS)
def show_report(version: Version, request: Request, language: Literal["en", "es"] = "en") -> Response:
    """The page on how well a version does, in English or Spanish."""
    registry = _registry(request)
    page = registry.read_file(_find(registry, version), REPORTS[language])
    if page is None:
        raise HTTPException(404, f"version {version} has no report in this language")
    return HTMLResponse(page)


@models.get("/{version}/drift", dependencies=reading, responses=DRIFT_PROBLEMS)
def show_drift(
    version: Version,
    request: Request,
    hours: Annotated[int, Query(ge=1, le=MOST_HOURS, description="How far back.")] = WEEK_HOURS,
    step: Annotated[Step, Query(description="What the points of the series are apart.")] = Step.HOUR,
) -> DriftOut:
    """What a version answered in the last hours, beside its training corpus: documents of archives are not counted."""
    manifest = _manifest(request, version)
    since_hour = int(time.time() // SECONDS_PER_HOUR) - hours + 1
    drift = read_drift(_database(request), manifest, since_hour=since_hour, step=step)
    return DriftOut.of(drift, manifest.version, since=since_hour * SECONDS_PER_HOUR, step=step)


@models.post("/{version}/promote", dependencies=changing, response_model=PromotionOut, responses=CHANGE_PROBLEMS)
def promote_model(version: Version, request: Request, body: PromoteRequest | None = None) -> Response | PromotionOut:
    """Let a version serve that its gate lets through; every process takes it up within seconds."""
    asked, client, registry = body or PromoteRequest(), client_of(request), _registry(request)
    if asked.force:
        demand(client, Scope.ADMIN)
        if not (asked.reason or "").strip():
            raise HTTPException(422, "to pass the gate over needs a reason: it stands in the log")
    name = _find(registry, version)
    try:
        done = promote(registry, _database(request), name, actor=client.name, force=asked.force, reason=asked.reason)
    except GateError as error:
        log.info("promotion refused", version=name, actor=client.name)
        return problem(409, str(error), type=REFUSED, gate=error.gate)
    log.info("promoted", version=name, previous=done.previous, actor=client.name, action=done.action)
    return PromotionOut.of(done)


@models.post("/rollback", dependencies=changing, response_model=PromotionOut, responses=CHANGE_PROBLEMS)
def roll_back(request: Request, body: RollbackRequest | None = None) -> Response | PromotionOut:
    """Let the version serve again that did so before the current one; may be repeated.

    With `current`, a request that is sent twice goes back once.
    """
    asked, client = body or RollbackRequest(), client_of(request)
    try:
        done = rollback(
            _registry(request), _database(request), actor=client.name, reason=asked.reason, expected=asked.current
        )
    except NoVersionError as error:
        return problem(409, str(error), type=f"{TYPE_PREFIX}nothing-to-roll-back")
    except NotCurrentError as error:
        return problem(409, str(error), type=f"{TYPE_PREFIX}not-current")
    log.info("rolled back", version=done.version, previous=done.previous, actor=client.name)
    return PromotionOut.of(done)


def _describe(registry: Registry, name: str, current: str | None) -> ModelOut:
    is_current = name == current
    try:
        manifest = registry.read_manifest(name)
        return ModelOut.of(manifest, name, is_current=is_current, problem=_problem_of(registry, name))
    except (ModelError, ValueError, OSError) as error:
        return ModelOut(version=name, is_current=is_current, problem=str(error))


def _problem_of(registry: Registry, name: str) -> str | None:
    try:
        registry.verify(name)
    except ModelError as error:
        return str(error)
    return None


def _find(registry: Registry, version: str) -> str:
    """The name of a stored version."""
    try:
        name = registry.current() if version == CURRENT else version
    except NoVersionError as error:
        raise HTTPException(404, str(error)) from error
    if not registry.holds(name):
        raise HTTPException(404, f"there is no model version {name}; GET /v1/models lists them")
    return name


def _manifest(request: Request, version: str) -> Manifest:
    registry = _registry(request)
    return registry.read_manifest(_find(registry, version))


def _registry(request: Request) -> Registry:
    return open_registry(request.app.state.settings)


def _database(request: Request) -> Database:
    database: Database = request.app.state.jobs.database
    return database
