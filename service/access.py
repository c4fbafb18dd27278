"""Requests → requests whose client is known: an ASGI middleware tells it by the key sent along, before a body is read.

The dependency of a route then asks for a scope.
"""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from corpora.database import DatabaseError
from service.clients import KEYS_AWAY, LOCAL_TAGGING_ONLY, Access, Client
from service.limits import drain
from service.problems import problem
from service.schemas import problem_responses
from service.scopes import Scope

__all__ = [
    "ACCESS_PROBLEMS",
    "Access",
    "AccessGuard",
    "Client",
    "Scope",
    "client_of",
    "demand",
    "requires",
]

GUARDED = "/v1/"
MOST_DRAINED_BYTES = 1_000_000
CHALLENGE = 'Bearer realm="policy-tagger"'
ACCESS_PROBLEMS = problem_responses(
    {
        401: "A key is needed, or it is unknown or revoked.",
        403: "The key lacks the scope.",
        408: "The body came too slowly.",
        421: "No host of this name is served here.",
        429: "Too many requests; `Retry-After` says after how many seconds to ask again.",
        507: "There is no space left to store anything.",
    }
)
_BEARER = HTTPBearer(scheme_name="key", auto_error=False, description="A key made by `policy-tagger keys create`.")


class AccessGuard:
    """ASGI middleware that answers 401 to whom it does not know, and leaves the client in the request's state."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await self.app(scope, receive, send)
            return
        await self.access.keep_fresh()
        authorization = Headers(scope=scope).get("authorization")
        try:
            client = self.access.identify(authorization)
        except DatabaseError as error:
            await _refuse(problem(503, str(error)), scope, receive, send)
            return
        if client is None:
            await _refuse(_unauthorized(authorization), scope, receive, send)
            return
        scope.setdefault("state", {})["client"] = client
        await self.app(scope, receive, send)


def requires(*scopes: Scope) -> Any:
    """A dependency that answers 403 where the client has none of the scopes."""

    async def check(request: Request, _: Annotated[Any, Security(_BEARER)]) -> None:
        demand(client_of(request), *scopes)

    return Depends(check)


def client_of(request: Request) -> Client:
    """Who sent a request."""
    client: Client = request.state.client
    return client


def demand(client: Client, *scopes: Scope) -> None:
    """Answer 403 where a client has none of the scopes.

    Raises:
        HTTPException: it has none.
        DatabaseError: nobody knows, since the keys cannot be read.
    """
    if not any(map(client.may, scopes)):
        if client is LOCAL_TAGGING_ONLY:
            raise DatabaseError(KEYS_AWAY)
        challenge = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'}
        raise HTTPException(403, f"this needs a key with the scope {' or '.join(scopes)}", headers=challenge)


def _unauthorized(authorization: str | None) -> JSONResponse:
    if authorization is None:
        detail = "a key is needed: send `Authorization: Bearer ptk_…`; `policy-tagger keys create` makes one"
        return problem(401, detail, headers={"WWW-Authenticate": CHALLENGE})
    challenge = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
    return problem(401, "the key is unknown or was revoked", headers=challenge)


async def _refuse(answer: JSONResponse, scope: Connection, receive: Receive, send: Send) -> None:
    if "expect" not in Headers(scope=scope):
        await drain(receive, MOST_DRAINED_BYTES)
    await answer(scope, receive, send)
