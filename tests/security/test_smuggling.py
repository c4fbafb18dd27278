"""Requests whose end can be understood in two ways: refused, and nothing that hides in them is answered."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.conftest import TEXTS, Serve, Server

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: hidden\r\n\r\n"
HEAD = b"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CASES = {
    "both, the chunks end first": HEAD + CHUNKED + b"Content-Length: %d\r\n\r\n0\r\n\r\n" % (5 + len(HIDDEN)) + HIDDEN,
    "both, the length ends first": HEAD
    + b"Content-Length: 4\r\n"
    + CHUNKED
    + b"\r\n5c\r\n"
    + HIDDEN
    + b"\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "two lengths in one": HEAD + b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a signed length": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a length with a space": HEAD + b"Content-Length : 0\r\n\r\n" + HIDDEN,
    "a hexadecimal length": HEAD + b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
    "another coding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two codings": HEAD + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "the coding twice": HEAD + CHUNKED + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "a chunk of no size": HEAD + CHUNKED + b"\r\n\r\n" + HIDDEN,
    "a chunk size that is no number": HEAD + CHUNKED + b"\r\nxyz\r\n" + HIDDEN,
    "a negative chunk size": HEAD + CHUNKED + b"\r\n-1\r\n" + HIDDEN,
    "a chunk size of many digits": HEAD + CHUNKED + b"\r\n" + b"f" * 40 + b"\r\n" + HIDDEN,
    "a chunk longer than its size": HEAD + CHUNKED + b"\r\n2\r\n{}}}\r\n0\r\n\r\n" + HIDDEN,
    "a line folded into the next": HEAD + b"X: a\r\nContent-Length: 0\r\n Transfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "a header without a colon": HEAD + b"Content-Length\r\n\r\n" + HIDDEN,
    "NUL in a header": HEAD + b"Content-Length: 0\r\nX: \0\r\n\r\n" + HIDDEN,
}
pytestmark = [pytest.mark.long, pytest.mark.case(4)]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[Server]:
    with serve() as server:
        yield server


def answers_to(server: Server, request: bytes) -> bytes:
    """All that comes back until the server closes the connection."""
    host, port = urlsplit(server.url).netloc.split(":")
    answers = b""
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        with suppress(ConnectionResetError):  # where it was closed with some of the request unread
            while piece := connection.recv(65_536):
                answers += piece
    return answers


@pytest.mark.parametrize("request_bytes", CASES.values(), ids=CASES)
def test_a_request_with_two_ends_gets_400_and_no_second_answer(server: Server, request_bytes: bytes) -> None:
    answers = answers_to(server, request_bytes)
    assert answers.count(b"HTTP/1.1 ") == 1, answers
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answers
    assert b"hidden" not in answers


def test_nothing_of_them_was_a_request_of_its_own(server: Server) -> None:
    for request in CASES.values():
        answers_to(server, request)
    assert '"request_id": "hidden"' not in server.log.read_text()


def test_a_plain_second_request_is_answered(server: Server) -> None:
    """What the others look for would be seen."""
    last = HIDDEN.removesuffix(b"\r\n") + b"Connection: close\r\n\r\n"
    answers = answers_to(server, HEAD + b"Content-Length: 2\r\n\r\n{}" + last)
    assert (answers.count(b"HTTP/1.1 "), b"hidden" in answers) == (2, True)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
@pytest.mark.parametrize("path", ["/v1/tag", "/v1/tag/file", "/v1/archives", "/v1/examples", "/v1/review"])
def test_another_media_type_gets_415(server: Server, path: str, content_type: str, language: str) -> None:
    body = TEXTS[language].encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nConnection: close\r\n"
    answer = answers_to(server, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert answer.startswith(b"HTTP/1.1 415 ")
