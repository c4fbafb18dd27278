"""Untrusted files → Documents, each parsed in a process of its own with limits on memory, time and output.

A small server process, started when the first file needs it, imports the parsers once and forks a child for every
file. The child gets the file as an open descriptor, never a path, and sends its documents back one by one as JSON: a
child that a hostile file has taken over can send wrong text, but no code.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from threading import BoundedSemaphore, Lock
from typing import Any, BinaryIO

from corpora.document import Document, Note, NoteCode, Reason
from corpora.readers.kinds import Kind

SERVER = ("-I", "-m", "corpora.readers.child")
GRACE_SECONDS = 2.0
MOST_FRAME_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    seconds : between two documents, both of clock and of processor time.
    memory_bytes : address space of the process.
    """

    seconds: int = 10
    memory_bytes: int = 2 * 2**30


class Sandbox:
    """Reads files in child processes; safe to use from several threads, to be closed when done.

    As many files are parsed at a time as there are processors.

    Parameters
    ----------
    limits : Limits or None
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._turn = BoundedSemaphore(os.cpu_count() or 1)
        self._lock = Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def read(
        self, stream: BinaryIO, kind: Kind, name: str, options: dict[str, Any] | None = None
    ) -> Iterator[Document]:
        """Yield the documents of one file as they come; the last one carries a problem where reading ended early.

        stream : an open file with a descriptor, read from its beginning.
        options : further keyword arguments of the format's reader.
        """
        stream.seek(0)  # what was written to it reaches the file
        order = {"kind": kind.value, "name": name, "options": options or {}, "limits": asdict(self.limits)}
        with self._turn, self._start_child(stream.fileno(), order) as connection:
            yield from self._receive(connection, name)

    def close(self) -> None:
        """End the server process and with it every child."""
        with self._lock:
            self._stop()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _receive(self, connection: Connection, name: str) -> Iterator[Document]:
        patience = self.limits.seconds + GRACE_SECONDS
        asked = time.monotonic()
        while True:
            try:
                frame = connection.recv_bytes(MOST_FRAME_BYTES) if connection.poll(patience) else None
            except (EOFError, OSError):
                is_slow = time.monotonic() - asked >= self.limits.seconds / 2
                yield Document.unread(name, Reason.TOO_COSTLY if is_slow else Reason.CORRUPT)
                return
            if frame is None:
                yield Document.unread(name, Reason.TOO_COSTLY)
                return
            message = json.loads(frame)
            if message is None:
                return
            yield _to_document(message)
            asked = time.monotonic()

    def _start_child(self, descriptor: int, order: dict[str, Any]) -> Connection:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            message = json.dumps(order).encode()
            with self._lock:
                try:
                    socket.send_fds(self._connect(), [message], [theirs.fileno(), descriptor])
                except OSError:
                    self._stop()
                    socket.send_fds(self._connect(), [message], [theirs.fileno(), descriptor])
            return Connection(ours.detach())

    def _connect(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._server = subprocess.Popen(  # noqa: S603
                    [sys.executable, *SERVER],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env=_environment(),
                )
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, 9)
            self._server.wait()
            self._server = None


def _environment() -> dict[str, str]:
    """The little that parsers need; no setting or secret of ours."""
    passed = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return passed | {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _to_document(row: dict[str, Any]) -> Document:
    """A document from its JSON; the values are of the types they claim."""
    for name in ("authors", "subjects", "page_starts"):
        row[name] = tuple(row[name])
    row["problem"] = Reason(row["problem"]) if row["problem"] else None
    row["notes"] = tuple(Note(NoteCode(note["code"]), note["detail"]) for note in row["notes"])
    return Document(**row)
