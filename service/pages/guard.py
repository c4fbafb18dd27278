"""Requests → requests that come from our own pages, with the client that signed in on them."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from corpora.database import DatabaseError
from service.clients import Access
from service.methods import SAFE_METHODS
from service.problems import problem

KEY_COOKIE = "policy_tagger_key"
OWN_SITES = ("same-origin", "none")
FOR_PROGRAMS = ("/v1/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")
FOREIGN = "this was sent from a page of another site; open the form on this one and send it again"


def is_page(path: str) -> bool:
    """Whether a path is for people; all others are for programs."""
    return not path.startswith(FOR_PROGRAMS)


class PageGuard:
    """ASGI middleware that refuses what another site has a browser send, and leaves the client in a page's state.

    The client is told by the cookie that holds its key; it is None where nobody has signed in.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and is_foreign(headers):
            await problem(403, FOREIGN)(scope, receive, send)
            return
        if is_page(scope["path"]):
            await self._identify(scope, headers)
        await self.app(scope, receive, send)

    async def _identify(self, scope: Scope, headers: Headers) -> None:
        await self.access.keep_fresh()
        state = scope.setdefault("state", {})
        state["client"], state["access_failure"] = None, None
        key = cookie_parser(headers.get("cookie", "")).get(KEY_COOKIE, "")
        try:
            state["client"] = self.access.identify(f"Bearer {key}")
        except DatabaseError as error:
            state["access_failure"] = str(error)


def is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sent this; a program says nothing of the kind."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in OWN_SITES
    return origin is not None and _host_of(origin) != headers.get("host")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
