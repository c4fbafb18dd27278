import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from corpora.database import Database
from corpora.document import digest_text
from corpora.label_store import LabelStore
from service.review_pool import PoolSize, ReviewPool
from tests.conftest import POLICY_TAGGER, TEXTS

SHOWN_WITHIN_SECONDS = 60
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the terminal is the point
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def store(cli: Callable, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabelStore]:
    """The labels in the database that the command line uses."""
    monkeypatch.setenv("POLICY_TAGGER_DATABASE_URL", database_url)
    database = Database(database_url)
    yield LabelStore(database)
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text of each language, and one that is too short."""
    (tmp_path / "texts").mkdir()
    for code, text in {**TEXTS, "short": "no"}.items():
        (tmp_path / "texts" / f"{code}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "texts"


def labels_of(store: LabelStore, author: str) -> dict[str, tuple[str, ...]]:
    """What an author said of the texts, by language."""
    found = {code: store.history(digest_text(text)) for code, text in TEXTS.items()}
    return {
        code: one.labels for code, all_ in found.items() for one in all_ if one.author == author and not one.deleted_at
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_lines_label_what_was_read(cli: Callable, store: LabelStore, folder: Path, language: str) -> None:
    run = cli("review", folder, "--author", "María", "--language", language, stdin=b"\n21\n")
    assert run.status == 0, run.err
    assert sorted(labels_of(store, "María").values()) == [("enforcement",), ("prevention", "enforcement")]
    expected = {
        "en": ("Documents to be reviewed: 2; left out: too short (1)", "2 labelled, 1 of them changed, 0 skipped"),
        "es": ("Documentos para revisar: 2; quedan fuera: demasiado breve (1)", "Etiquetados: 2; con cambios: 1"),
    }[language]
    assert expected[0] in run.err
    assert expected[1] in run.out
    again = cli("review", "--author", "María", "--language", language)
    assert {"en": "nothing to review", "es": "No hay nada que revisar"}[language] in again.err


def test_the_end_of_the_input_quits_and_keeps_what_was_accepted(cli: Callable, store: LabelStore, folder: Path) -> None:
    run = cli("review", folder, "--author", "Ana", stdin=b"\n")
    assert (run.status, len(labels_of(store, "Ana"))) == (0, 1)
    assert "1 labelled, 0 of them changed, 0 skipped" in run.out
    second = cli("review", "--author", "Ana", stdin=b"s\nu\n0\n")
    assert second.out.count("1 of 1") == second.out.count("That was the last one") == 2
    assert sorted(labels_of(store, "Ana").values()) == [(), ("enforcement",)]
    assert ReviewPool(store.database).size() == PoolSize(2, 0)


def test_as_many_as_are_asked_for_are_shown(cli: Callable, store: LabelStore, folder: Path) -> None:
    assert "1 of 1, 0 changed" in cli("review", folder, "--author", "Ana", "--n", "1").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--author", " "], "1 to 100 printable characters"),
        (["--author", "a\x07b"], "1 to 100 printable characters"),
        (["-"], "standard input is where the answers come from"),
        (["missing.txt"], "missing.txt: no such file or folder"),
        (["--language", "fr"], "'fr' is not one of 'en', 'es'"),
    ],
)
def test_wrong_usage_is_explained(cli: Callable, store: LabelStore, arguments: list[str], message: str) -> None:
    run = cli("review", *arguments)
    assert (run.status, message in run.err) == (2, True), run.err


class Screen:
    """The command in a pseudo-terminal, whose modes can be looked at."""

    def __init__(self, *arguments: object, env: dict[str, str]) -> None:
        self.ours, self._theirs = pty.openpty()
        self.before = termios.tcgetattr(self._theirs)
        self.process = subprocess.Popen(
            ["setsid", "--ctty", str(POLICY_TAGGER), "review", *map(str, arguments)],  # Ctrl-C reaches it so
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=env,
        )

    def wait_for(self, *words: str) -> None:
        """Read until all words were shown since the last time."""
        seen, end = b"", time.monotonic() + SHOWN_WITHIN_SECONDS
        while not all(word in STYLE.sub("", seen.decode(errors="replace")) for word in words):
            assert time.monotonic() < end, seen
            if select.select([self.ours], [], [], 0.1)[0]:
                seen += os.read(self.ours, 65_536)

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        """The exit status, once the terminal is found to be as it was before."""
        end = time.monotonic() + SHOWN_WITHIN_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.1)[0]:
                os.read(self.ours, 65_536)
        assert termios.tcgetattr(self._theirs) == self.before
        return int(self.process.wait(1))

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self._theirs)


@pytest.fixture
def review(home: Path, store: LabelStore) -> Iterator[Callable[..., Screen]]:
    """Start `policy-tagger review` in a pseudo-terminal."""
    screens: list[Screen] = []

    def start(*arguments: object) -> Screen:
        env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "150", "LINES": "50"}
        screens.append(Screen(*arguments, env=env))
        return screens[-1]

    yield start
    for screen in screens:
        screen.close()


@pytest.mark.long
@ONE_DATABASE
def test_single_keys_label_in_a_terminal(review: Callable[..., Screen], store: LabelStore, folder: Path) -> None:
    screen = review(folder, "--author", "Ana")
    screen.wait_for("1 of 2, 0 changed", "1 [★]")
    screen.press("2")
    screen.wait_for("2 [✓]")
    screen.press("\r")
    screen.wait_for("2 of 2, 1 changed")
    screen.press("\x1b[A?")
    screen.wait_for("Press any key")
    screen.press(" 0")
    screen.wait_for("0 [✓]")
    screen.press("\r")
    screen.wait_for("That was the last one")
    screen.press("u")
    screen.wait_for("2 of 2, 1 changed", "1 [★]")
    screen.press("0\r\r")
    screen.wait_for("2 labelled, 2 of them changed")
    assert screen.end() == 0
    assert sorted(labels_of(store, "Ana").values()) == [(), ("enforcement", "prevention")]


@pytest.mark.long
@ONE_DATABASE
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_an_end_by_force_leaves_the_terminal_as_it_was(
    review: Callable[..., Screen], store: LabelStore, folder: Path, how: str
) -> None:
    screen = review(folder, "--author", "Ana", "--language", "es")
    screen.wait_for("1 de 2", "Enter aceptar")
    screen.press("\r")
    screen.wait_for("2 de 2", "Enter aceptar")
    screen.press("\x03") if how == "Ctrl-C" else screen.process.send_signal(signal.SIGTERM)
    assert screen.end() != 0
    assert len(labels_of(store, "Ana")) == 1
