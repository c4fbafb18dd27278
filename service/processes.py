"""Python processes of our own that end with their parent, even where that is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import connection, parent_process

import structlog

from service.settings import Settings

GOODBYE_SECONDS = 5.0
log = structlog.get_logger()


def start_process(module: str, *arguments: str, settings: Settings, is_leader: bool = False) -> subprocess.Popen[bytes]:
    """Run a module with our settings; its standard input is a pipe that stays open as long as this process lives.

    is_leader : whether it leads a group of its own, so that all it starts can be ended with it.
    """
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        start_new_session=is_leader,
        env=os.environ | settings.as_environment(),
    )


def watch_parent(on_end: Callable[[], None]) -> None:
    """In a process so started: call a function, from a thread, once the parent has ended."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        on_end()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def end_with_parent() -> None:
    """In one that leads its group: end all of it, at once, with the parent."""
    watch_parent(lambda: os.killpg(0, signal.SIGKILL))


def end_with_supervisor() -> None:
    """In one of several server processes: end with the process that keeps them, lest the port stays taken.

    Requests under way have a few seconds to be answered.
    """
    supervisor = parent_process()
    if supervisor is None:
        return

    def watch() -> None:
        connection.wait([supervisor.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GOODBYE_SECONDS)
        os._exit(os.EX_UNAVAILABLE)

    threading.Thread(target=watch, name="supervisor watch", daemon=True).start()


def log_crashes() -> None:
    """Log what ends this process as our logs do, since a message may hold text of a document."""
    sys.excepthook = lambda *exc_info: log.error("crashed", exc_info=exc_info)
