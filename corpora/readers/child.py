"""The other side of the sandbox: a server that forks, and the child that reads one file within its limits.

Between them stands a watcher, which tells by what a child died of whether its file was corrupt or too costly.
"""

import json
import os
import resource
import signal
import socket
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, BinaryIO

from corpora.document import MAX_CHARACTERS, Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.kinds import Kind

MODULES = {
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.ODT: "odt",
    Kind.RTF: "rtf",
    Kind.HTML: "html",
    Kind.MARKDOWN: "markdown",
    Kind.FEED: "feed",
    Kind.PARQUET: "parquet",
}
MOST_ORDER_BYTES = 2**16
MOST_OPEN_FILES = 64
ENDS_THE_COSTLY = (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL)
FULL_SHARE = 0.5  # of the memory: one that asks for half of it at once gets no more


def main() -> None:
    """Serve orders from standard input, a socket, until it is closed; each in a child."""
    control = socket.socket(fileno=0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # an init system ends all at once; this ends with whoever asks
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MOST_ORDER_BYTES, 2)
        if not message:
            return
        order = json.loads(message)
        reader = import_module(f"corpora.readers.{MODULES[Kind(order['kind'])]}")
        if os.fork() == 0:
            control.close()
            connection, file = descriptors
            with Connection(connection) as answers, os.fdopen(file, "rb") as stream:
                _watch(reader.read, stream, order, answers)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _watch(read: Any, stream: BinaryIO, order: dict[str, Any], answers: Connection) -> None:
    """Let a child answer; where it dies of it, say why in its place."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        _answer(read, stream, order, answers)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status:
        reason = _reason_of(status, usage.ru_maxrss * 1024, order["limits"]["memory_bytes"])
        answers.send_bytes(json.dumps(asdict(Document.unread(order["name"], reason))).encode())
        answers.send_bytes(b"null")


def _reason_of(status: int, peak_bytes: int, memory_bytes: int) -> Reason:
    """Out of time, or out of memory: parsers in C end themselves where they get no more. Else the file broke them."""
    is_out_of_time = os.WIFSIGNALED(status) and os.WTERMSIG(status) in ENDS_THE_COSTLY
    return Reason.TOO_COSTLY if is_out_of_time or peak_bytes >= FULL_SHARE * memory_bytes else Reason.CORRUPT


def _answer(read: Any, stream: BinaryIO, order: dict[str, Any], answers: Connection) -> None:
    limits = order["limits"]
    _restrict(limits["memory_bytes"])
    _grant_seconds(limits["seconds"])
    for document in _read(read, stream, order):
        signal.alarm(0)  # whoever takes the documents may take time over each
        answers.send_bytes(json.dumps(asdict(document)).encode())
        _grant_seconds(limits["seconds"])
    signal.alarm(0)
    answers.send_bytes(b"null")


def _read(read: Any, stream: BinaryIO, order: dict[str, Any]) -> Iterator[Document]:
    """The documents of a reader, and one that names the problem where it fails, whatever the failure."""
    name = order["name"]
    try:
        stream.seek(0)
        for document in read(stream, name, **order["options"]):
            yield document if len(document.text) <= MAX_CHARACTERS else Document.unread(document.id, Reason.TOO_LARGE)
    except UnreadableError as error:
        yield Document.unread(name, error.reason, error.detail)
    except MemoryError:
        yield Document.unread(name, Reason.TOO_COSTLY)
    except Exception as error:
        yield Document.unread(name, Reason.CORRUPT, type(error).__name__)


def _restrict(memory_bytes: int) -> None:
    """Of this process: little memory, no file written, no core left behind."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _grant_seconds(seconds: int) -> None:
    """From now on, of clock and of processor time; then the process ends, also within a parser's C code."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 1, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
