"""The served instance: what only a real server and a real socket show."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.conftest import POLICY_TAGGER, TEXTS, Serve, Server

READY_SECOND_TIME_SECONDS = 5
LIMIT_BYTES = 100_000
JSON = {"Content-Type": "application/json"}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[Server]:
    with serve(POLICY_TAGGER_MAX_BODY_BYTES=LIMIT_BYTES) as server:
        yield server


def post(server: Server, body: bytes | Iterator[bytes]) -> tuple[int, dict]:
    answer = httpx2.post(f"{server.url}/v1/tag", content=body, headers=JSON, timeout=20)
    return answer.status_code, answer.json()


def request_body(text: str) -> bytes:
    return json.dumps({"documents": [{"id": "a", "text": text}]}).encode()


@pytest.mark.alone
def test_it_answers_and_is_ready_sooner_the_second_time(serve: Serve, text: str) -> None:
    seconds_to_ready = []
    for _ in range(3):  # the machine may be busy with other work
        with serve() as server:
            status, answer = post(server, request_body(text))
        assert (status, answer["predictions"][0]["primary"]) == (200, "enforcement")
        seconds_to_ready.append(server.seconds_to_ready)
    assert min(seconds_to_ready[1:]) < READY_SECOND_TIME_SECONDS


def test_several_workers_serve(serve: Serve) -> None:
    with serve((POLICY_TAGGER, "serve", "--workers", 2)) as server:
        assert post(server, request_body(TEXTS["es"]))[0] == 200


@pytest.mark.parametrize("size", [LIMIT_BYTES + 1, 20 * LIMIT_BYTES])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_gets_413(server: Server, size: int, chunked: bool) -> None:
    body = b" " * size
    pieces = (body[start : start + 10_000] for start in range(0, size, 10_000))
    status, problem = post(server, pieces if chunked else body)
    assert (status, problem["type"]) == (413, "urn:policy-tagger:problem:body-too-large")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_client_that_sends_all_before_it_listens_gets_its_413(server: Server, chunked: bool) -> None:
    body = b" " * (LIMIT_BYTES * 3 // 2)
    pieces = iter([body[:LIMIT_BYTES], body[LIMIT_BYTES:]])
    request = urllib.request.Request(f"{server.url}/v1/tag", pieces if chunked else body, JSON)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=10)
    assert error.value.code == 413
    error.value.close()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"POST /v1/tag HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    ],
    ids=["noise", "no host", "negative length"],
)
def test_what_is_no_http_gets_400(server: Server, request_bytes: bytes) -> None:
    with socket.create_connection(urlsplit(server.url).netloc.split(":"), timeout=10) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_caller_who_hangs_up_does_no_harm(server: Server) -> None:
    with socket.create_connection(urlsplit(server.url).netloc.split(":"), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/tag HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )
    assert post(server, request_body(TEXTS["en"]))[0] == 200


def test_the_server_does_not_name_its_software(server: Server) -> None:
    assert "server" not in httpx2.get(f"{server.url}/healthz").headers


def test_every_line_of_its_log_is_json_without_text(serve: Serve) -> None:
    with serve() as server:
        for code, text in TEXTS.items():
            post(server, request_body(text))
            post(server, request_body(text)[:-1])
            httpx2.get(f"{server.url}/healthz", headers={"X-Request-ID": code})
    logged = server.log.read_text()
    events = [json.loads(line) for line in logged.splitlines()]
    assert [event["status"] for event in events if event.get("route") == "/v1/tag"] == [200, 400] * 2
    assert {"model loaded", "request"} <= {event["event"] for event in events}
    assert {"en", "es"} <= {event.get("request_id") for event in events}
    assert all(word not in logged for text in TEXTS.values() for word in (text[:20], text[-20:]))
