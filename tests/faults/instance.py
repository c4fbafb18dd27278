"""A served instance: started again when it ends, and its processes by what they are for, so that one can be killed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.settings import Settings
from tests.conftest import POLICY_TAGGER
from tests.jobs import wait_until

UP_WITHIN_SECONDS = 120
KINDS = {
    "sandbox": b"corpora.readers.child",
    "job": b"_job",
    "worker": b"service.worker",
    "server": b"spawn_main",
}


def descendants(pid: int) -> Iterator[int]:
    """All that a process started, and what those did."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from descendants(int(child))


def kind_of(pid: int) -> str | None:
    """What a process is for; None where it is gone or none of ours."""
    with suppress(FileNotFoundError, ProcessLookupError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return next((kind for kind, words in KINDS.items() if words in command), None)
    return None


def by_kind(pid: int) -> dict[str, list[int]]:
    """The processes of an instance whose first process this is, by kind; that one is the supervisor."""
    found: dict[str, list[int]] = {"supervisor": [pid]}
    for child in descendants(pid):
        if kind := kind_of(child):
            found.setdefault(kind, []).append(child)
    return found


class Instance:
    """A served instance that is started again when its first process has ended."""

    def __init__(self, settings: Settings, log: Path, n_servers: int) -> None:
        self.settings = settings
        self.log = log
        self.n_servers = n_servers
        self.process = self._start()

    def restart(self) -> None:
        """Start it again, and again where the port is still taken by what is about to end."""
        self.process.wait()
        self.process = self._start()

        def is_up() -> bool:
            if self.process.poll() is not None:
                self.process = self._start()
            return bool(by_kind(self.process.pid).get("server"))

        wait_until(is_up, UP_WITHIN_SECONDS)

    def _start(self) -> subprocess.Popen:
        with self.log.open("ab") as log:
            command = [str(POLICY_TAGGER), "serve", "--workers", str(self.n_servers)]
            environment = os.environ | self.settings.as_environment()
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


@contextmanager
def running(settings: Settings, log: Path, n_servers: int = 1) -> Iterator[Instance]:
    """An instance until the block is left; log is a file that its processes write to."""
    instance = Instance(settings, log, n_servers)
    try:
        yield instance
    finally:
        instance.process.send_signal(signal.SIGTERM)
        instance.process.wait(60)
