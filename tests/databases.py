"""Databases for tests: SQLite in a file, and a PostgreSQL server of our own where its programs are installed."""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpora.database import Database
from tests.conftest import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
START_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A server of our own on loopback.

    url : less the name of a database.
    """

    url: str
    folder: Path
    options: str

    @property
    def data(self) -> Path:
        """Its files."""
        return self.folder / "data"

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""
        return (self.data / "postmaster.pid").exists()

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "-w", "-t", str(START_WITHIN_SECONDS), "-l", log, "-o", self.options)

    def stop(self) -> None:
        """End it at once, as the end of its machine would."""
        self.run("pg_ctl", "stop", "-m", "immediate")

    def freeze(self) -> None:
        """Have its processes hang."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have them go on."""
        self._signal(signal.SIGCONT)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs over its files, as a user who may."""
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [PROGRAMS[-1].parent / program, "-D", self.data, *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **user)

    def _signal(self, number: int) -> None:
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, number)


@contextmanager
def start_postgresql() -> Iterator[PostgreSQL]:
    """A server that runs until the block is left; the test is skipped where the programs are not installed."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    folder, port = Path(tempfile.mkdtemp(prefix="postgresql-")), free_port()  # not under pytest's: others may not enter
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    server = PostgreSQL(f"postgresql://tester@127.0.0.1:{port}", folder, options)
    server.run("initdb", "--username=tester", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    server.start()
    try:
        yield server
    finally:
        if server.is_running:
            server.thaw()
            server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server on loopback, less the name of a database."""
    with start_postgresql() as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    import psycopg

    server, name = request.getfixturevalue("postgresql_server"), f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")  # a database would be 300 files; schemas go with their server
    return f"{server}/postgres?options=-csearch_path%3D{name}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, of either kind."""
    database = Database(database_url)
    yield database
    database.close()
