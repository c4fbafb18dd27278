"""Requests → requests whose body has one length and comes in time; others get 400 or 408."""

import asyncio
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.pace import Pace
from service.problems import problem

CLOSE = {"Connection": "close"}
TWO_LENGTHS = "Content-Length and Transfer-Encoding contradict each other; send one of them"


class BodyIntake:
    """ASGI middleware that waits for a body no longer than its pace allows.

    Only waiting counts, not what is done with a piece of the body before the next is asked for. A body of two lengths
    is refused (RFC 9112, 6.1): a proxy might take part of it for another request.
    """

    def __init__(self, app: ASGIApp, pace: Pace) -> None:
        self.app = app
        self.pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "transfer-encoding" in headers and "content-length" in headers:
            await problem(400, TWO_LENGTHS, headers=CLOSE)(scope, receive, send)
            return
        body = _PacedBody(self.pace, receive, send)
        try:
            await self.app(scope, body.receive, body.send)
        except SlowBodyError as error:
            await problem(error.status_code, error.detail, headers=CLOSE)(scope, receive, send)


class SlowBodyError(HTTPException):
    """A body comes too slowly; raised where it is read, and by the guards before any answer."""

    def __init__(self, n_bytes: int, seconds: float) -> None:
        detail = f"after {seconds:.0f} seconds only {n_bytes} bytes of the body have come; send it faster"
        super().__init__(408, detail, CLOSE)


class _PacedBody:
    """The messages of a body, each by a deadline until it is whole; after that the client is only listened to."""

    def __init__(self, pace: Pace, receive: Receive, send: Send) -> None:
        self._pace = pace
        self._receive = receive
        self._send = send
        self._n_bytes = 0
        self._waited_seconds = 0.0
        self._is_whole = False
        self._is_answered = False

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on."""
        self._is_answered = True
        await self._send(message)

    async def receive(self) -> Message:
        """The next message; where an answer has begun, a client that is too slow counts as gone.

        Raises:
            SlowBodyError: it did not come in time.
        """
        if self._is_whole:
            return await self._receive()
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._pace.seconds_for(self._n_bytes) - self._waited_seconds):
                message = await self._receive()
        except TimeoutError as error:
            if self._is_answered:
                return {"type": "http.disconnect"}
            raise SlowBodyError(self._n_bytes, self._waited_seconds + time.monotonic() - started) from error
        self._waited_seconds += time.monotonic() - started
        self._n_bytes += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        return message
