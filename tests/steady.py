"""Requests in the background → how each was answered: at a steady rate, or one after the other by so many clients."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlsplit

from tests.background import in_background

MOST_AT_ONCE = 64
TIMEOUT_SECONDS = 20
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and a name to count it under."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    due : when the request was to be sent, by time.monotonic; seconds are counted from then.
    status : 0 where there was no answer.
    versions : of the answer and of each of its predictions, where it has any.
    """

    due: float
    seconds: float
    status: int
    versions: frozenset[str] = frozenset()
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether one model version made the whole of it."""
        return self.status == 200 and len(self.versions) == 1


def tag_call(body: bytes) -> Call:
    """POST /v1/tag."""
    return Call("POST", "/v1/tag", body, JSON, "tag")


@contextmanager
def steady_load(url: str, bodies: Sequence[bytes], per_second: float) -> Iterator[list[Answer]]:
    """Send POST /v1/tag so many times a second, whether or not earlier ones were answered, until the block is left."""
    with steady_calls(url, [tag_call(body) for body in bodies], per_second) as answers:
        yield answers


@contextmanager
def steady_calls(url: str, calls: Sequence[Call], per_second: float) -> Iterator[list[Answer]]:
    """The same with any requests, in turn."""
    address, answers = urlsplit(url).netloc, []

    def send(due: float, call: Call) -> None:
        connection = HTTPConnection(address, timeout=TIMEOUT_SECONDS)
        answers.append(_answer(connection, call, due))
        connection.close()

    def keep_sending(is_done: threading.Event) -> None:
        start = time.monotonic()
        for number in count():
            due = start + number / per_second
            if is_done.wait(max(0.0, due - time.monotonic())):
                return
            pool.submit(send, due, calls[number % len(calls)])

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool, in_background(keep_sending):
        yield answers


def closed_load(
    url: str, calls: Sequence[Call], clients: int, seconds: float, *, keep_alive: bool = True
) -> list[Answer]:
    """Have clients send requests for a time, each on its own connection, the next one once the last was answered.

    keep_alive : whether a client keeps its connection, or opens one for each request, as `steady_calls` does.
    """
    address, end = urlsplit(url).netloc, time.monotonic() + seconds

    def keep_sending(first: int) -> list[Answer]:
        connection, answers = HTTPConnection(address, timeout=TIMEOUT_SECONDS), []
        for number in count(first):
            if time.monotonic() >= end:
                break
            answers.append(_answer(connection, calls[number % len(calls)], time.monotonic()))
            if not keep_alive:
                connection.close()
        connection.close()
        return answers

    with ThreadPoolExecutor(clients) as pool:
        firsts = (client * len(calls) // clients for client in range(clients))
        return [answer for answers in pool.map(keep_sending, firsts) for answer in answers]


def percentile_ms(answers: Sequence[Answer], share: float) -> float:
    """The milliseconds within which a share of the answers came."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(int(share * len(times)), len(times) - 1)] * 1000


def _answer(connection: HTTPConnection, call: Call, due: float) -> Answer:
    try:
        connection.request(call.method, call.path, call.body or None, call.headers)
        response = connection.getresponse()
        content = response.read()
        seconds = time.monotonic() - due
        versions = _versions(content) if call.name == "tag" else frozenset()
        return Answer(due, seconds, response.status, versions, call.name)
    except (OSError, HTTPException, ValueError):
        connection.close()
        return Answer(due, time.monotonic() - due, 0, frozenset(), call.name)


def _versions(content: bytes) -> frozenset[str]:
    found = json.loads(content)
    return frozenset({found.get("model_version"), *(row["model_version"] for row in found.get("predictions", ()))})
