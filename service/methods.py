"""Methods of HTTP: which change nothing, and which an address answers to, as `Allow` says beside status 405."""

from http import HTTPMethod

from starlette.requests import Request
from starlette.routing import Match

SAFE_METHODS = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)


def allowed_methods(request: Request) -> list[str]:
    """The methods that a route of the app takes at the address of a request; Starlette names those of one route."""
    routes, scope = request.app.routes, request.scope
    return [
        method.value
        for method in HTTPMethod
        if any(route.matches({**scope, "method": method.value})[0] is Match.FULL for route in routes)
    ]
