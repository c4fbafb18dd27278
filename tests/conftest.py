"""Small real objects that tests share: a corpus folder, a trained version, the API, the command line, a server."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

from corpora.corpus import SHIPPED
from models.registry import Registry
from service.api import create_app
from service.cli import main
from service.settings import Settings
from tests.reliability import measured, pytest_collection_modifyitems, pytest_terminal_summary
from training.run import train_version

__all__ = ["measured", "pytest_collection_modifyitems", "pytest_terminal_summary"]  # a plugin's, for every test
ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "tiny"
settings.register_profile("patient", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("patient")
POLICY_TAGGER = Path(sys.executable).with_name("policy-tagger")
READY_WITHIN_SECONDS = 60

# One plain text of each language, as an (id, text) pair.
TEXTS = {
    "en": "Police officers seized forty kilos of cocaine at the port and arrested three men of a gang.",
    "es": "La policía incautó cuarenta kilos de cocaína en el puerto y detuvo a tres hombres de una pandilla.",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """How thorough the fault and attack tests are, and where their figures go."""
    parser.addoption("--rounds", type=int, default=1, help="how often each fault is repeated")
    parser.addoption("--minutes", type=float, default=0.5, help="how long the soak and load tests take")
    parser.addoption("--reliability", type=Path, help="write the figures of faults and attacks to this page")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: archives hold the time, and processes that share the tests must name them alike."""
    return argname if isinstance(val, bytes) else None


class Run(NamedTuple):
    """What a command line did."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("POLICY_TAGGER_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(params=TEXTS, scope="session")
def text(request: pytest.FixtureRequest) -> str:
    """A text about enforcement, in English and in Spanish."""
    return TEXTS[request.param]


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder of 40 short examples and 20 held out, both languages, all labels and none."""
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copy(SHIPPED / "labels.json", folder)
    for kind, name in (("documents", "documents.jsonl"), ("held_out", "held_out.jsonl"), ("lexicon", "lexicon.txt")):
        (folder / kind).mkdir()
        shutil.copy(TINY / name, folder / kind)
    return folder


@pytest.fixture(scope="session")
def home(tiny_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A POLICY_TAGGER_HOME with one version, trained on the tiny corpus."""
    folder = tmp_path_factory.mktemp("home")
    registry = Registry(folder / "models")
    registry.make_current(train_version(tiny_corpus, registry).version)
    return folder


@pytest.fixture(scope="session")
def client(home: Path) -> Iterator[TestClient]:
    """The API over that version; a failure inside shows as status 500, as it would to a caller."""
    with TestClient(create_app(Settings(home=home)), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run `policy-tagger` in this process: cli("tag", path, stdin=b"…") → Run."""
    monkeypatch.setenv("POLICY_TAGGER_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["policy-tagger", *map(str, arguments)])
        with TemporaryFile() as file:
            file.write(stdin)
            file.seek(0)
            monkeypatch.setattr(sys, "stdin", file)
            with pytest.raises(SystemExit) as end:
                main()
        return Run(int(end.value.code or 0), *capsys.readouterr())

    return run


class Server(NamedTuple):
    """A served instance; log fills its file until the server has stopped. pid is of the first of its processes."""

    url: str
    seconds_to_ready: float
    log: Path
    pid: int


Serve = Callable[..., "contextmanager[Server]"]


@pytest.fixture(scope="session")
def serve(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Serve on a free port of loopback: with serve() as server. The command and its settings can be given."""

    @contextmanager
    def run(
        command: tuple[object, ...] = (POLICY_TAGGER, "serve"), ready_path: str = "/readyz", **settings: object
    ) -> Iterator[Server]:
        port, log = free_port(), tmp_path_factory.mktemp("server") / "log"
        env = {"POLICY_TAGGER_HOME": home, "POLICY_TAGGER_PORT": port, "POLICY_TAGGER_RATE_LIMIT": "off"} | settings
        started = time.monotonic()
        with (
            log.open("wb") as file,
            subprocess.Popen(
                [str(part) for part in command],
                stdout=file,
                stderr=file,
                env=os.environ | {name: str(value) for name, value in env.items()},
            ) as process,
        ):
            try:
                wait_until_ready(f"http://127.0.0.1:{port}", process, ready_path)
                yield Server(f"http://127.0.0.1:{port}", time.monotonic() - started, log, process.pid)
            finally:
                process.terminate()

    return run


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen, path: str = "/readyz") -> None:
    """Return once a path, /readyz as a rule, answers 200.

    Raises:
        TimeoutError: the process ended, or was not ready in time.
    """
    end = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}{path}", timeout=5):
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} was not ready; exit status {process.poll()}")
