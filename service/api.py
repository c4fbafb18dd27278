"""The REST API: create_app(settings) → FastAPI."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

from corpora.database import Database
from corpora.files import FileReader
from corpora.readers.sandbox import Limits
from corpora.taxonomy import LANGUAGES
from models.errors import ModelError
from models.registry import Registry
from models.tagger import Tagger
from service.archives_api import ARCHIVES_PATH, archives
from service.docs import add_docs
from service.jobs import Jobs
from service.limits import BodyLimit
from service.logs import configure_logs
from service.problems import add_problem_handlers, problem
from service.requests import Metrics, RequestContext
from service.schemas import PROBLEM_RESPONSES, Health, TagRequest, TagResponse
from service.settings import Settings
from service.uploads import FileForm, check_is_document, clean_name

FILE_PATH = "/tag/file"
log = structlog.get_logger()
tagging = APIRouter(prefix="/v1", tags=["tagging"])
operation = APIRouter(tags=["operation"])


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the API; the model is loaded by the lifespan, not here."""
    settings = settings or Settings()
    configure_logs(settings.log_level)
    metrics = Metrics()
    app = FastAPI(
        title="Policy Tagger",
        summary="Which response to crime, violence or drugs is a document about? English and Spanish.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_load_model,
        middleware=[
            Middleware(RequestContext, metrics=metrics),
            Middleware(
                BodyLimit,
                max_body_bytes=settings.max_body_bytes,
                by_path={
                    f"{tagging.prefix}{FILE_PATH}": settings.max_file_bytes,
                    ARCHIVES_PATH: settings.max_archive_bytes,
                },
            ),
        ],
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.tagger = None
    app.state.reader = None
    app.state.jobs = Jobs(Database(settings.database), settings.lease_seconds)
    app.state.not_ready = "the model is not loaded yet"
    add_problem_handlers(app)
    app.include_router(tagging)
    app.include_router(archives)
    app.include_router(operation)
    add_docs(app)
    return app


@asynccontextmanager
async def _load_model(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    try:
        app.state.tagger = Tagger.load(Registry(settings.models_folder))
        app.state.tagger.warm_up()
        log.info("model loaded", version=app.state.tagger.manifest.version)
    except ModelError as error:
        app.state.not_ready = str(error)
        log.warning("no model", reason=str(error))
    with FileReader(limits=Limits(settings.read_seconds, settings.read_memory_bytes)) as reader:
        app.state.reader = reader
        yield
    app.state.jobs.database.close()


def _require(media_type: str) -> Any:
    """A dependency that refuses a body of another media type."""

    async def check(request: Request) -> None:
        given = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if given != media_type:
            raise HTTPException(415, f"send {media_type}")

    return Depends(check)


@tagging.post(
    "/tag", response_model=TagResponse, responses=PROBLEM_RESPONSES, dependencies=[_require("application/json")]
)
def tag(body: TagRequest, request: Request) -> Response:
    """Tag up to 100 documents; the predictions come in the same order, and a bad document spoils no other."""
    tagger = request.app.state.tagger
    if tagger is None:
        return problem(503, request.app.state.not_ready)
    most = request.app.state.settings.max_documents
    if len(body.documents) > most:
        return problem(422, f"{len(body.documents)} documents; at most {most} are allowed")
    records = tagger.tag([document.to_document() for document in body.documents], evidence=body.evidence)
    return _answer(request, [record.to_row() for record in records])


@tagging.post(
    FILE_PATH,
    response_model=TagResponse,
    responses=PROBLEM_RESPONSES,
    dependencies=[_require("multipart/form-data")],
)
def tag_file(form: Annotated[FileForm, Form()], request: Request) -> Response:
    """Tag one file: PDF, DOCX, ODT, RTF, HTML, Markdown or plain text.

    The prediction's offsets point into the text that was extracted, which comes along where `text` is true. A file
    that cannot be read is not judged, with its reason.
    """
    if request.app.state.tagger is None:
        return problem(503, request.app.state.not_ready)
    name = form.id or clean_name(form.file.filename)
    check_is_document(form.file.file, name)
    (document,) = request.app.state.reader.read(form.file.file, name)
    stated = replace(document, title=form.title or document.title, language=form.language or document.language)
    (record,) = request.app.state.tagger.tag([stated], evidence=form.evidence)
    return _answer(request, [record.to_row() | ({"text": stated.full_text} if form.text else {})])


def _answer(request: Request, rows: list[dict[str, Any]]) -> Response:
    """Count the rows and send them."""
    for row in rows:
        language = row["language"] if row["language"] in LANGUAGES else "other"
        request.app.state.metrics.documents.labels(row["outcome"], language).inc()
    return JSONResponse({"model_version": request.app.state.tagger.manifest.version, "predictions": rows})


@operation.get("/healthz")
def healthz() -> Health:
    """Whether the process lives."""
    return Health(status="ok")


@operation.get("/readyz", response_model=Health, responses={503: PROBLEM_RESPONSES[503]})
def readyz(request: Request) -> Response | Health:
    """Whether a model version is loaded and documents can be tagged."""
    tagger = request.app.state.tagger
    if tagger is None:
        return problem(503, request.app.state.not_ready)
    return Health(status="ready", model_version=tagger.manifest.version)


@operation.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
