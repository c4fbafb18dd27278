"""Jobs that somebody follows → how far they have come, by one look at the database a second for all who follow."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.concurrency import run_in_threadpool

from service.job_table import Job
from service.jobs import Jobs

LOOK_EVERY_SECONDS = 1.0
MOST_PLACES = 100
MOST_PLACES_OF_ONE = 4  # a browser opens six connections to a host; the others are left for pages


class JobWatch:
    """Follows jobs for all streams of a process; to be used in one event loop.

    Parameters
    ----------
    most_places, most_places_of_one : int
        How many streams there may be at a time, in all and of one client.
    """

    def __init__(self, most_places: int = MOST_PLACES, most_places_of_one: int = MOST_PLACES_OF_ONE) -> None:
        self.most_places = most_places
        self.most_places_of_one = most_places_of_one
        self._followed: Counter[str] = Counter()
        self._clients: Counter[str] = Counter()
        self._found: dict[str, Job] = {}
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    @property
    def n_taken(self) -> int:
        """How many places are taken."""
        return self._clients.total()

    @contextmanager
    def place(self, id: str, client: str) -> Iterator[bool]:
        """A place to follow a job from; False where there is none left, in all or for this client."""
        if self.n_taken >= self.most_places or self._clients[client] >= self.most_places_of_one:
            yield False
            return
        self._followed[id] += 1
        self._clients[client] += 1
        try:
            yield True
        finally:
            _let_go(self._followed, id)
            _let_go(self._clients, client)

    async def look_again(self, id: str, jobs: Jobs) -> Job | None:
        """The job as it is a second later, None where it is gone; only from a place.

        Raises:
            DatabaseError: the database cannot be used.
        """
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        async with self._looking:
            if time.monotonic() - self._looked_at >= LOOK_EVERY_SECONDS:
                self._looked_at = time.monotonic()
                self._found = await run_in_threadpool(jobs.find, list(self._followed))
        return self._found.get(id)


def _let_go(counts: Counter[str], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]
