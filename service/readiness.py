"""A database and a home folder → whether the service can do all it is for, looked at in the background."""

import asyncio
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from corpora.database import Database, DatabaseError
from service.disk import write_obstacle

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 2.0
SILENT = "the database does not answer"


class Obstacles:
    """What keeps the service from storing anything.

    It is looked at when somebody asks, once a second at most, in a thread of its own: a database that hangs holds up
    nobody.

    Parameters
    ----------
    database : Database
    home : Path
    reserve_bytes : int
        Free space of the home folder below which its disk counts as full.
    """

    def __init__(self, database: Database, home: Path, reserve_bytes: int) -> None:
        self._database = database
        self._home = home
        self._reserve_bytes = reserve_bytes
        self._look: Future[str | None] = Future()
        self._look.set_result(None)
        self._looked_at = float("-inf")

    async def find(self) -> str | None:
        """The first obstacle, in words for an operator; None where there is none."""
        if self._look.done() and time.monotonic() - self._looked_at > FRESH_SECONDS:
            self._begin()
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._look)), PATIENCE_SECONDS)
        except TimeoutError:
            return SILENT

    def _begin(self) -> None:
        self._look, self._looked_at = Future(), time.monotonic()
        threading.Thread(target=self._run, args=(self._look,), name="readiness", daemon=True).start()

    def _run(self, look: Future[str | None]) -> None:
        try:
            look.set_result(self._found())
        except Exception as error:  # whoever asks is to hear of it, whatever it is
            look.set_exception(error)

    def _found(self) -> str | None:
        if obstacle := write_obstacle(self._home, self._reserve_bytes):
            return obstacle
        try:
            self._database.ping()
        except DatabaseError as error:
            return str(error)
        return None
