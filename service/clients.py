"""Keys → clients: who may do what, by a picture of the keys that is hardly older than a second."""

import asyncio
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from corpora.database import DatabaseError
from service.keys import KeyRing, Keys
from service.scopes import Scope

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 0.5
KEPT_SECONDS = 60.0
KEYS_AWAY = "the keys cannot be read: the database does not answer"


@dataclass(frozen=True, slots=True)
class Client:
    """Who sent a request: the name of the key, and what it allows."""

    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Whether the client has a scope, or admin, which includes all."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


LOCAL = Client("local", frozenset(Scope))
LOCAL_TAGGING_ONLY = Client("local", frozenset({Scope.TAG}))


class Access:
    """Tells clients by their keys.

    While the database is away or takes long, the last picture of the keys holds for a minute. Where there is none,
    nobody is let in, except that a service that may be open still tags: that needs nothing from the database and shows
    nothing of it.

    Parameters
    ----------
    keys : Keys
    may_be_open : bool
        Whether everybody may do everything as long as no key was ever made.
    """

    def __init__(self, keys: Keys, *, may_be_open: bool) -> None:
        self.may_be_open = may_be_open
        self._keys = keys
        self._lock = threading.Lock()
        self._ring: KeyRing | None = None
        self._clients: Mapping[str, Client] = {}  # by the key's id; made at once, so that no check takes longer
        self._read_at = self._asked_at = float("-inf")
        self._asking_since: float | None = None
        self._failure: DatabaseError | None = None

    @property
    def is_open(self) -> bool:
        """Whether everybody may do everything, as far as is known."""
        return self.may_be_open and self._ring is not None and self._ring.is_empty

    def is_stale(self) -> bool:
        """Whether the keys should be read again, and the database is not known to take long."""
        now, asking_since = time.monotonic(), self._asking_since
        takes_long = asking_since is not None and now - asking_since > PATIENCE_SECONDS
        return now - self._asked_at > FRESH_SECONDS and not takes_long

    async def keep_fresh(self) -> None:
        """Read the keys if it is time to; where the database takes long, go on with what is known."""
        if self.is_stale():
            reading = asyncio.get_running_loop().run_in_executor(None, self.refresh)
            done, _ = await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
            for finished in done:
                finished.result()

    def refresh(self) -> None:
        """Read the keys, unless another thread does or just did; a failure is kept for `identify` to tell."""
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            return
        try:
            if self.is_stale():
                self._read()
        finally:
            self._lock.release()

    def _read(self) -> None:
        self._asking_since = time.monotonic()
        try:
            ring = self._keys.ring()
            self._clients = {key.id: Client(key.name, key.scopes) for key in ring.live.values()}
            self._ring, self._read_at, self._failure = ring, self._asking_since, None
        except DatabaseError as error:
            self._failure = error
        finally:
            self._asked_at, self._asking_since = time.monotonic(), None

    def identify(self, authorization: str | None) -> Client | None:
        """The client of a request by its Authorization header; None where it has no key that is known.

        Raises:
            DatabaseError: the keys have been out of reach for too long.
        """
        ring = self._ring
        if ring is None or time.monotonic() - self._read_at > KEPT_SECONDS:
            return self._unknown()
        if ring.is_empty and self.may_be_open:
            return LOCAL
        kind, _, secret = (authorization or "").partition(" ")
        key = ring.find(secret.strip()) if kind.lower() == "bearer" else None
        return self._clients.get(key.id) if key else None

    def _unknown(self) -> Client:
        was_open = self._ring is None or self._ring.is_empty
        if self.may_be_open and was_open:
            return LOCAL_TAGGING_ONLY
        raise self._failure or DatabaseError(KEYS_AWAY)
