"""Errors as RFC 9457 problem details: one table from exception to status and type."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpora.answered import KeyReusedError
from corpora.database import DatabaseError, DatabaseFullError
from corpora.label_texts import ErasedTextError
from corpora.machine import NO_SPACE
from models.errors import ArtefactError, NoVersionError
from service.errors import UnfitExampleError
from service.methods import allowed_methods

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:policy-tagger:problem:"

FULL = "there is no space left to store anything"
_NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED

TYPES = {
    400: "malformed-body",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    409: "not-finished",
    410: "erased",
    413: "body-too-large",
    415: "unsupported-media-type",
    421: "unknown-host",
    422: "invalid-request",
    429: "too-many-requests",
    500: "internal-error",
    503: "not-ready",
    507: "insufficient-storage",
}
STATUS: dict[type[Exception], int] = {
    NoVersionError: 503,
    ArtefactError: 503,
    DatabaseError: 503,
    DatabaseFullError: 507,
    UnfitExampleError: 422,
    KeyReusedError: 422,
    ErasedTextError: 410,
}
RETRY_AFTER_SECONDS = {503: 5, 507: 60}


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **extensions: Any) -> JSONResponse:
    """A problem+json answer; extensions become members beside type, title, status and detail."""
    slug = TYPES.get(status, "http-error")
    body = {
        "type": TYPE_PREFIX + slug,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **extensions,
    }
    advice = {"Retry-After": str(RETRY_AFTER_SECONDS[status])} if status in RETRY_AFTER_SECONDS else {}
    return JSONResponse(body, status_code=status, headers=advice | dict(headers or {}), media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Let every error of the app answer as a problem."""
    app.exception_handler(RequestValidationError)(_answer_invalid)
    app.exception_handler(HTTPException)(_answer_http)
    for kind in STATUS:
        app.add_exception_handler(kind, _answer_known)
    app.exception_handler(OSError)(_answer_full)


def _answer_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    errors = [{"where": _pointer(item["loc"]), "message": item["msg"]} for item in error.errors()]
    return problem(422, "the request does not fit the schema; see errors", errors=errors)


def _answer_http(request: Request, error: HTTPException) -> JSONResponse:
    headers = {"Allow": ", ".join(allowed_methods(request))} if error.status_code == _NOT_ALLOWED else error.headers
    return problem(error.status_code, str(error.detail), headers=headers)


def _answer_known(request: Request, error: Exception) -> JSONResponse:
    return problem(STATUS[type(error)], str(error))


def _answer_full(request: Request, error: OSError) -> JSONResponse:
    if error.errno not in NO_SPACE:
        raise error
    return problem(507, FULL)


def _pointer(location: tuple[int | str, ...]) -> str:
    """Where in the request: "body/documents/0/text"; parts that the caller named are cut to printable ASCII."""
    parts = (str(part)[:64].encode("ascii", "backslashreplace").decode() for part in location)
    return "/".join(parts)
