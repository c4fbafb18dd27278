"""What the app answers → what a browser gets: headers that let a page load from here alone, problems as pages."""

import json
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.pages.form_errors import wrong_fields
from service.pages.guard import is_page
from service.pages.rendering import render, translate, wants_part
from service.pages.signing import SIGN_IN_PATH
from service.pages.words import PROBLEMS, Words
from service.problems import MEDIA_TYPE
from service.requests import REQUEST_ID

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
KEPT_HEADERS = ("allow", "retry-after", "connection")  # of the problem, which its page has too
NOT_FOUND, UNAUTHORIZED, UNFIT = HTTPStatus.NOT_FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.UNPROCESSABLE_ENTITY


class PageAnswers:
    """ASGI middleware around all others; answers of the API pass unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and is_page(scope["path"]):
            send = _PageSend(Request(scope, receive), send)
        await self.app(scope, receive, send)


class _PageSend:
    """Sends on with the headers of pages; keeps a problem back until it is whole, and sends a page instead."""

    def __init__(self, request: Request, send: Send) -> None:
        self.request = request
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take the next message of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type") == MEDIA_TYPE and _wants_page(self.request):
                self._start = message
                return
            for name, value in (HEADERS | {"Cache-Control": "no-cache"}).items():
                headers.setdefault(name, value)
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        self._start = None
        request_id = MutableHeaders(scope=start).get(REQUEST_ID, "")
        page = problem_page(self.request, json.loads(self._body), request_id)
        page.headers[REQUEST_ID] = request_id
        for name in KEPT_HEADERS:
            if value := MutableHeaders(scope=start).get(name):
                page.headers[name] = value
        await page(self.request.scope, self.request.receive, self)


def problem_page(request: Request, problem: Mapping[str, Any], request_id: str) -> Response:
    """A problem in words; who has to sign in is sent there."""
    status = problem["status"]
    if status == UNAUTHORIZED and request.method == "GET" and not wants_part(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(wanted, safe='')}", HTTPStatus.SEE_OTHER)
    template = "problem_part.html" if wants_part(request) else "problem.html"
    if status == UNFIT and wants_part(request):
        status = HTTPStatus.OK  # what is wrong with a form is said beside it; a browser would log any other status
    facts = {"problem": problem, "request_id": request_id, "must_sign_in": status == UNAUTHORIZED}
    wrong = wrong_fields(problem.get("errors", ()), partial(translate, request))
    return render(request, template, status, words=_words_for(request, problem["status"]), wrong=wrong, **facts)


def _words_for(request: Request, status: int) -> Words:
    if status == UNFIT and request.method == "GET":  # nobody filled a form in: it is the address that does not fit
        status = NOT_FOUND
    return PROBLEMS.get(status, PROBLEMS[HTTPStatus.INTERNAL_SERVER_ERROR])


def _wants_page(request: Request) -> bool:
    return wants_part(request) or "text/html" in request.headers.get("accept", "")
