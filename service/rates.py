"""Requests → requests of clients that do not ask too often; one more gets 429, whichever process it reaches."""

import math
import sqlite3
import time
from pathlib import Path

import structlog
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from service.addresses import network_of
from service.clients import LOCAL, LOCAL_TAGGING_ONLY, Client
from service.methods import SAFE_METHODS
from service.problems import problem
from service.rate_store import SharedCounts

OFF = "off"
AGAIN_AFTER_SECONDS = 10.0
log = structlog.get_logger()


class RateLimit:
    """ASGI middleware that counts what each client has done: every request that does not only read.

    A client is a key or, where there is none, an address. It stands within the guards that tell the client. While the
    counts cannot be kept everybody is let through.

    Parameters
    ----------
    app : ASGIApp
    limit : str
        Such as "600/minute".
    file : Path
        Where the counts are kept.
    """

    def __init__(self, app: ASGIApp, limit: str, file: Path) -> None:
        self.app = app
        self.limit = parse(limit)
        self._counts = SharedCounts(file)
        self._limiter = FixedWindowRateLimiter(self._counts)
        self._failed_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            seconds = self.seconds_to_wait(client_key(scope))
            if seconds:
                await self._refuse(seconds)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def seconds_to_wait(self, client: str) -> int:
        """Count a request; after how many seconds the client may ask again, 0 where it may ask now."""
        if time.monotonic() - self._failed_at < AGAIN_AFTER_SECONDS:
            return 0
        try:
            if self._limiter.hit(self.limit, client):
                return 0
            return max(1, math.ceil(self._limiter.get_window_stats(self.limit, client).reset_time - time.time()))
        except (sqlite3.Error, OSError) as error:
            self._let_all_through(error)
            return 0

    def _let_all_through(self, error: Exception) -> None:
        if self._failed_at == float("-inf"):
            log.warning("no rate limit: its counts cannot be kept", file=str(self._counts.file), reason=str(error))
        self._failed_at = time.monotonic()
        self._counts.close()

    def _refuse(self, seconds: int) -> JSONResponse:
        detail = f"more than {self.limit.amount} requests in {self.limit.get_expiry()} seconds; wait {seconds} seconds"
        return problem(429, detail, headers={"Retry-After": str(seconds)})


def client_key(scope: Scope) -> str:
    """Whose a request is: a key's name, or the address that it came from; of IPv6 the network.

    >>> client_key({"client": ("192.0.2.7", 1)}), client_key({"client": ("2001:db8::7:1", 1)})
    ('address 192.0.2.7', 'address 2001:db8::/64')
    """
    client: Client | None = scope.get("state", {}).get("client")
    if client is not None and client not in (LOCAL, LOCAL_TAGGING_ONLY):
        return f"key {client.name}"
    address, _ = scope.get("client") or ("", 0)
    return f"address {network_of(address)}"
