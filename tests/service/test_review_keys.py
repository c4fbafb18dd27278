import os
import signal
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.review_keys import CLEAR, ENTER, QUIT, open_keys


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """The ends of a pseudo-terminal, the second of which is standard input."""
    ours, theirs = os.openpty()
    with open(theirs, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield ours, theirs
    os.close(ours)
    os.close(theirs)


def modes(descriptor: int) -> list[Any]:
    return termios.tcgetattr(descriptor)


def local_flags(descriptor: int) -> int:
    return int(modes(descriptor)[3])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"1", ("1",)),
        (b"S", ("s",)),
        (b"\r", (ENTER,)),
        (b"\n", (ENTER,)),
        (b"?", ("?",)),
        (b"\x04", (QUIT,)),
        (b"\x1b", ()),
        (b"\x1b[A", ()),
        (b"\x1b[1;5D", ()),
        (b"\x1bOS", ()),
    ],
)
def test_a_key_comes_at_once(terminal: tuple[int, int], sent: bytes, expected: tuple[str, ...]) -> None:
    with open_keys() as read_keys:
        os.write(terminal[0], sent)
        assert read_keys() == expected
        if sent != b"\x1b":
            os.write(terminal[0], b"0")
            assert read_keys() == ("0",)


def test_letters_beyond_ascii_are_no_keys(terminal: tuple[int, int]) -> None:
    with open_keys() as read_keys:
        os.write(terminal[0], "ñ1".encode())
        assert [read_keys() for _ in range(3)] == [(), (), ("1",)]


@pytest.mark.parametrize("end", [None, KeyboardInterrupt, ValueError, SystemExit])
def test_the_terminal_is_as_before_however_it_ends(terminal: tuple[int, int], end: type[BaseException] | None) -> None:
    before, handler = modes(terminal[1]), signal.getsignal(signal.SIGTERM)

    def use() -> None:
        with open_keys():
            assert not local_flags(terminal[1]) & (termios.ICANON | termios.ECHO)
            assert local_flags(terminal[1]) & termios.ISIG
            if end:
                raise end

    if end:
        with pytest.raises(end):
            use()
    else:
        use()
    assert modes(terminal[1]) == before
    assert signal.getsignal(signal.SIGTERM) == handler


def test_a_signal_that_ends_it_restores_the_terminal(terminal: tuple[int, int]) -> None:
    before = modes(terminal[1])
    with pytest.raises(SystemExit) as stop, open_keys():
        os.kill(os.getpid(), signal.SIGTERM)
    assert stop.value.code == 128 + signal.SIGTERM
    assert modes(terminal[1]) == before


def test_without_a_terminal_a_line_is_all_about_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["", "31", " 2 4 ", "0", "S", "u", "x9", "ñ"]
    (tmp_path / "answers").write_text("\n".join([*lines, ""]), encoding="utf-8")
    with open(tmp_path / "answers", "rb") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with open_keys() as read_keys:
            found = [read_keys() for _ in range(len(lines) + 2)]
    assert found == [
        (ENTER,),
        (CLEAR, "3", "1", ENTER),
        (CLEAR, "2", "4", ENTER),
        (CLEAR, "0", ENTER),
        ("s",),
        ("u",),
        ("x9",),
        ("ñ",),
        (QUIT,),
        (QUIT,),
    ]
