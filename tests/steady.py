"""Requests at a steady rate in the background → how each of them was answered."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlsplit

MOST_AT_ONCE = 64
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    due : when the request was to be sent, by time.monotonic; seconds are counted from then.
    status : 0 where there was no answer.
    versions : of the answer and of each of its predictions.
    """

    due: float
    seconds: float
    status: int
    versions: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether one model version made the whole of it."""
        return self.status == 200 and len(self.versions) == 1


@contextmanager
def steady_load(url: str, bodies: Sequence[bytes], per_second: float) -> Iterator[list[Answer]]:
    """Send POST /v1/tag so many times a second, whether or not earlier ones were answered, until the block is left."""
    address, answers = urlsplit(url).netloc, []
    is_done = threading.Event()

    def send(due: float, body: bytes) -> None:
        status, versions = _post(address, body)
        answers.append(Answer(due, time.monotonic() - due, status, versions))

    def keep_sending(pool: ThreadPoolExecutor) -> None:
        start = time.monotonic()
        for number in count():
            due = start + number / per_second
            if is_done.wait(max(0.0, due - time.monotonic())):
                return
            pool.submit(send, due, bodies[number % len(bodies)])

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        sender = threading.Thread(target=keep_sending, args=(pool,))
        sender.start()
        try:
            yield answers
        finally:
            is_done.set()
            sender.join()


def _post(address: str, body: bytes) -> tuple[int, frozenset[str]]:
    connection = HTTPConnection(address, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/v1/tag", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return 0, frozenset()
    finally:
        connection.close()
    predictions = found.get("predictions", ())
    return answer.status, frozenset({found.get("model_version"), *(row["model_version"] for row in predictions)})


def percentile_ms(answers: Sequence[Answer], share: float) -> float:
    """The milliseconds within which a share of the answers came."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(int(share * len(times)), len(times) - 1)] * 1000
