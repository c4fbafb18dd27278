"""The routes of the API and of the pages, as the app has them, so that none is forgotten."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

PLACES = {"id": "0" * 32, "sha256": "0" * 64, "version": "none", "place": "0", "language": "es"}
PUBLIC = ("/healthz", "/readyz", "/metrics")
SAFE = ("GET", "HEAD", "OPTIONS")


class Operation(NamedTuple):
    """A route with one method; path has its places filled."""

    method: str
    template: str
    path: str
    description: dict[str, Any]


def operations(app: FastAPI) -> list[Operation]:
    """All that the OpenAPI description names."""
    return [
        Operation(method.upper(), template, fill(template), description)
        for template, methods in app.openapi()["paths"].items()
        for method, description in methods.items()
    ]


def unsafe_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every route, of pages as well, that does more than read."""
    return {
        (method, fill(route.path))
        for route in _routes(app.routes)
        for method in sorted(route.methods or ())
        if method not in SAFE
    }


def json_operations(app: FastAPI) -> list[Operation]:
    """Those that take a body of JSON."""
    return [found for found in operations(app) if "application/json" in _content(found.description)]


def fill(template: str) -> str:
    return template.format(**PLACES)


def _content(description: dict[str, Any]) -> dict[str, Any]:
    return description.get("requestBody", {}).get("content", {})


def _routes(routes: list[BaseRoute]) -> Iterator[Route]:
    """FastAPI keeps a router that was included as it is."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif router := getattr(route, "original_router", None):
            yield from _routes(router.routes)
