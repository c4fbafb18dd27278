"""A worker process beside the one that serves, and another one when it dies."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from service.processes import start_process
from service.settings import Settings

AGAIN_AFTER_SECONDS = 1.0


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker process running as long as this process lives; one that dies is replaced."""
    keeper = _Keeper(settings)
    threading.Thread(target=keeper.run, name="worker keeper", daemon=True).start()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper:
    """Runs a worker process, and another when it dies."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopping = False

    def run(self) -> None:
        while not self._is_stopping:
            with start_process("service.worker", settings=self.settings) as self._process:
                self._process.wait()
            time.sleep(AGAIN_AFTER_SECONDS)

    def stop(self) -> None:
        self._is_stopping = True
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
