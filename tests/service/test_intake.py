import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.types import Message

from service.intake import BodyIntake
from service.pace import Pace
from service.problems import add_problem_handlers

PACE = Pace(grace_seconds=0.2, bytes_per_second=1_000)
PIECE = {"type": "http.request", "body": b"x" * 100, "more_body": True}
END = {"type": "http.request", "body": b"", "more_body": False}


def pieces(n: int, seconds_apart: float, *, is_whole: bool) -> Iterator[tuple[float, Message]]:
    yield from ((seconds_apart, PIECE) for _ in range(n))
    if is_whole:
        yield seconds_apart, END


def send_to(app: Any, body: Iterator[tuple[float, Message]], headers: tuple = ()) -> tuple[int, dict[bytes, bytes]]:
    """Ask an app, with a body that comes as told; its status and headers."""
    sent: list[Message] = []

    async def receive() -> Message:
        for seconds, message in body:
            await asyncio.sleep(seconds)
            return message
        await asyncio.sleep(60)
        raise AssertionError("nobody gave up")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": list(headers)}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.fixture
def app() -> FastAPI:
    return app_at(PACE)


def app_at(pace: Pace) -> FastAPI:
    """An app that takes 50 ms over every piece, which are not the client's."""
    app = FastAPI(middleware=[Middleware(BodyIntake, pace=pace)])
    add_problem_handlers(app)

    @app.post("/")
    async def take(request: Request) -> int:
        n_bytes = 0
        async for piece in request.stream():
            n_bytes += len(piece)
            await asyncio.sleep(0.05)
        return n_bytes

    return app


def test_a_body_that_comes_fast_enough_is_taken_however_long_it_takes() -> None:
    app = app_at(Pace(grace_seconds=1, bytes_per_second=1_000))
    assert send_to(app, pieces(30, 0.06, is_whole=True))[0] == 200


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_body_that_stops_gets_408_and_the_connection_ends(app: FastAPI, n: int) -> None:
    status, headers = send_to(app, pieces(n, 0.01, is_whole=False))
    assert (status, headers[b"connection"]) == (408, b"close")
    assert headers[b"content-type"] == b"application/problem+json"


def test_a_body_that_dribbles_gets_408(app: FastAPI) -> None:
    drops = ((0.05, PIECE | {"body": b"x"}) for _ in range(1_000))
    assert send_to(app, drops)[0] == 408


def test_where_a_guard_reads_a_slow_body_the_answer_is_408_too() -> None:
    async def guard(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass

    assert send_to(BodyIntake(guard, PACE), pieces(2, 0.01, is_whole=False))[0] == 408


def test_once_the_answer_has_begun_a_slow_client_counts_as_gone() -> None:
    seen: list[Message] = []

    async def answer_first(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        seen.append(await receive())

    assert send_to(BodyIntake(answer_first, PACE), pieces(0, 0, is_whole=False))[0] == 200
    assert seen == [{"type": "http.disconnect"}]


def test_after_the_body_a_client_may_listen_as_long_as_it_likes() -> None:
    async def listen(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        async with asyncio.timeout(0.5):
            await receive()

    with pytest.raises(TimeoutError):
        send_to(BodyIntake(listen, PACE), pieces(0, 0.01, is_whole=True))


def test_a_body_of_two_lengths_is_refused_before_it_is_read(app: FastAPI) -> None:
    headers = ((b"content-length", b"5"), (b"transfer-encoding", b"chunked"))
    status, answered = send_to(app, pieces(0, 0, is_whole=False), headers)
    assert (status, answered[b"connection"]) == (400, b"close")
