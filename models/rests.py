"""Long work in the background → the same in short stretches, so that the other threads of its process go first."""

import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

WORK_SECONDS = 0.001
REST_SECONDS = 0.004

T = TypeVar("T")
Rest = Callable[[], None]


def never() -> None:
    """Take no rest: nobody waits."""


def now_and_then() -> Rest:
    """What to call between two steps of long work: every millisecond of it is followed by four of rest.

    The threads of a process take turns at one interpreter, and a thread in the middle of a step does not give it up.
    """
    since = time.thread_time()

    def rest() -> None:
        nonlocal since
        if time.thread_time() - since >= WORK_SECONDS:
            time.sleep(REST_SECONDS)
            since = time.thread_time()

    return rest


def rest_between(items: Iterable[T], rest: Rest) -> Iterator[T]:
    """Yield the same, with a rest before each where one is due."""
    for item in items:
        rest()
        yield item


class RestfulFile(io.BytesIO):
    """Bytes to be read, with a rest before each part where one is due: unpickling reads them in parts of 64 KB."""

    def __init__(self, content: bytes, rest: Rest) -> None:
        super().__init__(content)
        self._rest = rest

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, or all."""
        self._rest()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        """Read as many bytes as fit into a buffer."""
        self._rest()
        return super().readinto(buffer)
