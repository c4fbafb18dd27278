"""Clients that take their time: each is closed by its deadline, and nobody else feels them."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.conftest import TEXTS, Serve, Server
from tests.jobs import wait_until
from tests.slow import SLOW_BODY, SLOW_HEAD, slow_clients
from tests.steady import closed_load, percentile_ms, tag_call

N_SLOW = 200
DEADLINE_SECONDS = 5
SLACK_SECONDS = 3
BYTES_PER_SECOND = 50_000
MEASURE_SECONDS = 4
MOST_MEASUREMENTS = 5
CALLS = [tag_call(json.dumps({"documents": [{"id": "a", "text": text}]}).encode()) for text in TEXTS.values()]
LARGE = b"GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
N_LARGE = 20
MOST_BUFFERED_BYTES = 2 * 65_536  # asyncio's mark and a piece of a file
pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(3)]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[Server]:
    with serve(
        POLICY_TAGGER_HEAD_SECONDS=DEADLINE_SECONDS,
        POLICY_TAGGER_BODY_SECONDS=DEADLINE_SECONDS,
        POLICY_TAGGER_BODY_BYTES_PER_SECOND=BYTES_PER_SECOND,
    ) as server:
        yield server


def test_slow_clients_are_closed_by_the_deadline(server: Server, measured: Callable[..., None]) -> None:
    with slow_clients(server.url, N_SLOW) as clients:
        wait_until(lambda: all(client.seconds is not None for client in clients), 4 * DEADLINE_SECONDS)
    for kind in (SLOW_HEAD, SLOW_BODY):
        longest = max(client.seconds or 0 for client in clients if client.kind == kind)
        measured(f"longest of {N_SLOW // 2} slow by {kind}, s", longest, most=DEADLINE_SECONDS + SLACK_SECONDS)
    assert {(client.kind, client.status) for client in clients} == {(SLOW_HEAD, 408), (SLOW_BODY, 408)}
    assert all(b"application/problem+json" in client.answer for client in clients)


def test_others_do_not_feel_slow_clients(server: Server, measured: Callable[..., None]) -> None:
    ratios = []
    while not ratios or (min(ratios) > 2 and len(ratios) < MOST_MEASUREMENTS):
        idle = closed_load(server.url, CALLS, 1, MEASURE_SECONDS)
        with slow_clients(server.url, N_SLOW, is_renewed=True):
            attacked = closed_load(server.url, CALLS, 1, MEASURE_SECONDS)
        assert {answer.status for answer in attacked} == {200}
        ratios.append(percentile_ms(attacked, 0.99) / percentile_ms(idle, 0.99))
    measured(f"p99 beside {N_SLOW} slow clients ÷ idle", min(ratios), most=2)


def test_a_large_body_over_a_slow_line_is_taken(server: Server, measured: Callable[..., None]) -> None:
    size, rate = 400_000, 1.3 * BYTES_PER_SECOND
    body = CALLS[0].body + b" " * (size - len(CALLS[0].body))

    def pieces() -> Iterator[bytes]:
        for start in range(0, size, size // 20):
            time.sleep(size / 20 / rate)
            yield body[start : start + size // 20]

    started = time.monotonic()
    headers = {"Content-Type": "application/json", "Content-Length": str(size)}
    answer = httpx2.post(f"{server.url}/v1/tag", content=pieces(), headers=headers, timeout=30)
    assert answer.status_code == 200
    measured("a body that is slow and taken, s", time.monotonic() - started, least=DEADLINE_SECONDS)


def test_who_does_not_take_the_answer_is_closed(server: Server, measured: Callable[..., None]) -> None:
    whole = N_LARGE * len(httpx2.get(f"{server.url}/docs/assets/swagger-ui-bundle.js").content)
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(LARGE * N_LARGE)
        time.sleep(DEADLINE_SECONDS + MOST_BUFFERED_BYTES / BYTES_PER_SECOND + 1)
        n_bytes = 0
        with suppress(ConnectionResetError):
            while piece := client.recv(1_000_000):
                n_bytes += len(piece)
    measured("share of an answer sent to who did not read it", n_bytes / whole, most=0.8)
