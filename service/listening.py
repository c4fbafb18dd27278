"""An app → server processes that listen at an address."""

import socket
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

WITHOUT_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
SILENT_SECONDS = 30  # after which a server process is replaced; one that has ended is replaced at once


def listen(app: str, *, workers: int, **options: Any) -> None:
    """Serve an app, named as "module:factory", until a signal ends it; the options are those of uvicorn.Config.

    The processes share a socket that sends what it has at once. As uvicorn opens it, the end of an answer would wait
    until the client has acknowledged its beginning: 40 ms of every request. By uvicorn's own five seconds of silence a
    machine that is busy would end its server processes, over and over, while they start.
    """
    if workers == 1:
        uvicorn.run(app, factory=True, **options)
        return
    config = uvicorn.Config(app, factory=True, workers=workers, timeout_worker_healthcheck=SILENT_SECONDS, **options)
    sock = config.bind_socket()
    sock.setsockopt(*WITHOUT_DELAY)
    Multiprocess(config, sockets=[sock]).run()
