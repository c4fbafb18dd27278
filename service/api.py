"""The REST API: create_app(settings) → FastAPI."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, FastAPI, Form, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from corpora.database import Database
from corpora.files import FileReader
from corpora.label_store import LabelStore
from corpora.readers.sandbox import Limits
from service.access import ACCESS_PROBLEMS, Access, Scope, requires
from service.archives_api import ARCHIVES_PATH, archives
from service.docs import add_docs
from service.edge import build_edge
from service.examples_api import examples
from service.jobs import Jobs
from service.judging import Turns, check_n_documents, judge
from service.keys import Keys
from service.logs import configure_logs
from service.media_types import requires_media_type
from service.model_schemas import Failed, Readiness
from service.models_api import models
from service.pages.archive_page import ARCHIVE
from service.pages.site import add_pages
from service.pages.tag_page import TAG
from service.problems import add_problem_handlers, problem
from service.processes import end_with_supervisor
from service.readiness import Obstacles
from service.requests import Metrics
from service.review_api import reviewing
from service.schemas import PROBLEM_RESPONSES, Health, TagRequest, TagResponse
from service.served import Served
from service.serving import Serving
from service.settings import Settings
from service.strict_requests import StrictRoute
from service.training_api import training_runs
from service.uploads import FileForm, Reading, clean_name, read_document
from service.versions import open_registry

FILE_PATH = "/tag/file"
log = structlog.get_logger()
tagging = APIRouter(
    prefix="/v1",
    tags=["tagging"],
    dependencies=[requires(Scope.TAG)],
    responses=ACCESS_PROBLEMS,
    route_class=StrictRoute,
)
operation = APIRouter(tags=["operation"])


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the API; the model is loaded by the lifespan, not here."""
    settings = settings or Settings()
    configure_logs(settings.log_level)
    metrics = Metrics()
    database = Database(settings.database)
    access = Access(Keys(database), may_be_open=settings.may_be_open)
    most_bytes_by_path = {
        f"{tagging.prefix}{FILE_PATH}": settings.max_file_bytes,
        TAG.path: settings.max_file_bytes,
        ARCHIVE.path: settings.max_archive_bytes,
        ARCHIVES_PATH: settings.max_archive_bytes,
    }
    app = FastAPI(
        title="Policy Tagger",
        summary="Which response to crime, violence or drugs is a document about? English and Spanish.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_load_model,
        middleware=build_edge(settings, access, metrics, most_bytes_by_path),
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.serving = Serving(open_registry(settings), metrics)
    app.state.served = Served(database)
    app.state.turns = Turns()
    app.state.reader = None
    app.state.access = access
    app.state.jobs = Jobs(database, settings.lease_seconds)
    app.state.labels = LabelStore(database)
    app.state.obstacles = Obstacles(database, settings.home, settings.reserve_bytes)
    add_problem_handlers(app)
    app.include_router(tagging)
    app.include_router(archives)
    app.include_router(training_runs)
    app.include_router(models)
    app.include_router(examples)
    app.include_router(reviewing)
    app.include_router(operation)
    add_docs(app)
    add_pages(app)
    return app


def create_server_app() -> FastAPI:
    """Build the API for a process that only serves.

    What is imported by then stays, so the garbage collector need not walk over it: that takes a tenth of a second, in
    which no request is answered, and comes when a version is loaded.
    """
    end_with_supervisor()
    app = create_app()
    gc.freeze()
    return app


@asynccontextmanager
async def _load_model(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    await run_in_threadpool(app.state.access.refresh)
    with (
        app.state.serving.follow(),
        app.state.served.keep_flushing(),
        FileReader(limits=Limits(settings.read_seconds, settings.read_memory_bytes)) as reader,
    ):
        app.state.reader, app.state.reading = reader, Reading()
        yield
    app.state.jobs.database.close()


@tagging.post(
    "/tag",
    response_model=TagResponse,
    responses=PROBLEM_RESPONSES,
    dependencies=[requires_media_type("application/json")],
)
def tag(body: TagRequest, request: Request) -> Response:
    """Tag up to 100 documents; the predictions come in the same order, and a bad document spoils no other."""
    tagger = request.app.state.serving.require()
    check_n_documents(request.app, body.documents)
    documents = [document.to_document() for document in body.documents]
    records = judge(request.app, tagger, documents, evidence=body.evidence)
    return _answer(tagger.manifest.version, [record.to_row() for record in records])


@tagging.post(
    FILE_PATH,
    response_model=TagResponse,
    responses=PROBLEM_RESPONSES,
    dependencies=[requires_media_type("multipart/form-data")],
)
async def tag_file(form: Annotated[FileForm, Form(media_type="multipart/form-data")], request: Request) -> Response:
    """Tag one file: PDF, DOCX, ODT, RTF, HTML, Markdown or plain text.

    The prediction's offsets point into the text that was extracted, which comes along where `text` is true. A file
    that cannot be read is not judged, with its reason.
    """
    tagger = request.app.state.serving.require()
    name = form.id or clean_name(form.file.filename)
    read = partial(read_document, request.app.state.reader, form.file.file, name)
    document = await request.app.state.reading.run(partial(read, title=form.title, language=form.language))
    (record,) = await run_in_threadpool(judge, request.app, tagger, [document], evidence=form.evidence)
    row = record.to_row() | ({"text": document.full_text} if form.text else {})
    return _answer(tagger.manifest.version, [row])


def _answer(version: str, rows: list[dict[str, Any]]) -> Response:
    return JSONResponse({"model_version": version, "predictions": rows})


@operation.get("/healthz")
async def healthz() -> Health:
    """Whether the process lives."""
    return Health(status="ok")


@operation.get("/readyz", responses={503: PROBLEM_RESPONSES[503]}, response_model=Readiness)
async def readyz(request: Request) -> Readiness | Response:
    """Whether a model version is loaded and everything can be stored; a version that cannot be loaded is named."""
    serving: Serving = request.app.state.serving
    version, failure = serving.require().manifest.version, serving.failure
    if obstacle := await request.app.state.obstacles.find():
        return problem(503, obstacle)
    failed = Failed(version=failure.version, reason=failure.reason) if failure else None
    return Readiness(status="ready", model_version=version, failed=failed)


@operation.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
