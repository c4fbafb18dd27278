"""How much a request may bring: a larger body gets 413, before it is read or once it has grown too large."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem


class BodyLimit:
    """ASGI middleware that holds every body to a size in bytes, which a path may have of its own.

    FastAPI's own `max_body_size` answers in plain text, over any handler; this answers as a problem.
    """

    def __init__(self, app: ASGIApp, max_body_bytes: int, by_path: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes
        self.by_path = by_path or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.by_path.get(scope["path"], self.max_body_bytes)
        too_large = f"a body of at most {most:,} bytes is allowed"
        read = 0

        async def receive_within_limit() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                if message.get("more_body"):
                    await drain(receive, most)
                raise HTTPException(413, too_large)
            return message

        headers = Headers(scope=scope)
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > most:
            if "expect" not in headers:
                await drain(receive, 2 * most)
            await problem(413, too_large)(scope, receive, send)
        else:
            await self.app(scope, receive_within_limit, send)


async def drain(receive: Receive, most_bytes: int) -> None:
    """Read on and forget: a client that is still sending would see a broken connection, not the answer."""
    read = 0
    while read <= most_bytes:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body"):
            return
