"""Clients that send a byte now and then, in the background → how long each was put up with, and how it was answered."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.background import in_background

BYTES_APART_SECONDS = 0.5
HEAD = b"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\n"
BODY = HEAD + b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
SLOW_HEAD, SLOW_BODY = "head", "body"


@dataclass(slots=True)
class SlowClient:
    """One connection.

    kind : which part of its request comes slowly.
    drop : what it sends again and again.
    seconds : until it was closed; None as long as it is open.
    """

    kind: str
    drop: bytes
    socket: socket.socket
    opened_at: float
    seconds: float | None = None
    answer: bytes = b""

    @property
    def status(self) -> int | None:
        """Of the answer, where it got one."""
        return int(self.answer.split()[1]) if self.answer else None

    def go_on(self) -> None:
        """Read what there is, and send the next drop."""
        try:
            while piece := self.socket.recv(4096):
                self.answer += piece
            self._end()
        except BlockingIOError:
            self._send()
        except OSError:
            self._end()

    def _send(self) -> None:
        try:
            self.socket.send(self.drop)
        except OSError:
            self._end()

    def _end(self) -> None:
        self.seconds = time.monotonic() - self.opened_at
        self.socket.close()


def open_slow(url: str, kind: str, *, stops: bool = False) -> SlowClient:
    """Connect, and send the first part of a request; one that stops sends no more."""
    host, port = urlsplit(url).netloc.split(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.sendall(HEAD if kind == SLOW_HEAD else BODY)
    connection.setblocking(False)
    return SlowClient(kind, b"" if stops else b"x", connection, time.monotonic())


@contextmanager
def slow_clients(url: str, n: int, *, is_renewed: bool = False, stops: bool = False) -> Iterator[Sequence[SlowClient]]:
    """So many at once, half of each kind, until the block is left; is_renewed: each that is closed comes again."""
    clients = [open_slow(url, kind, stops=stops) for _ in range(n // 2) for kind in (SLOW_HEAD, SLOW_BODY)]

    def keep_sending(is_done: threading.Event) -> None:
        while not is_done.is_set():
            still_open = [client for client in clients if client.seconds is None]
            for client in still_open:  # spread over the time between two drops, as clients of their own would
                is_done.wait(BYTES_APART_SECONDS / len(still_open))
                client.go_on()
                if is_renewed and client.seconds is not None:
                    clients.append(open_slow(url, client.kind, stops=stops))
            if not still_open:
                return

    try:
        with in_background(keep_sending):
            yield clients
    finally:
        for client in clients:
            client.socket.close()
