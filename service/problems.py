"""Errors as RFC 9457 problem details: one table from exception to status and type."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpora.answered import KeyReusedError
from corpora.database import DatabaseError
from corpora.label_texts import ErasedTextError
from models.errors import ArtefactError, NoVersionError
from service.errors import UnfitExampleError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:policy-tagger:problem:"

TYPES = {
    400: "malformed-body",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "not-finished",
    410: "erased",
    413: "body-too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    500: "internal-error",
    503: "not-ready",
    507: "insufficient-storage",
}
STATUS: dict[type[Exception], int] = {
    NoVersionError: 503,
    ArtefactError: 503,
    DatabaseError: 503,
    UnfitExampleError: 422,
    KeyReusedError: 422,
    ErasedTextError: 410,
}


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
    return JSONResponse(body, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Let every error of the app answer as a problem."""
    app.exception_handler(RequestValidationError)(_answer_invalid)
    app.exception_handler(HTTPException)(_answer_http)
    for kind in STATUS:
        app.add_exception_handler(kind, _answer_known)


def _answer_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "the body is not JSON")
    errors = [{"where": _pointer(item["loc"]), "message": item["msg"]} for item in found]
    return problem(422, "the request does not fit the schema; see errors", errors=errors)


def _answer_http(request: Request, error: HTTPException) -> JSONResponse:
    return problem(error.status_code, str(error.detail), headers=error.headers)


def _answer_known(request: Request, error: Exception) -> JSONResponse:
    return problem(STATUS[type(error)], str(error))


def _pointer(location: tuple[int | str, ...]) -> str:
    """Where in the request: "body/documents/0/text"; parts that the caller named are cut to printable ASCII."""
    parts = (str(part)[:64].encode("ascii", "backslashreplace").decode() for part in location)
    return "/".join(parts)
