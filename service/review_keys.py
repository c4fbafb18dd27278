"""Standard input → the keys of a review: one at a time from a terminal, else all of a line, one for each document."""

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENTER = "\n"
QUIT = "q"
CLEAR = "c"
UNDO = "u"
REST_OF_A_SEQUENCE_SECONDS = 0.02
_ESCAPE = b"\x1b"
_END_OF_INPUT = (b"", b"\x04")
ReadKeys = Callable[[], tuple[str, ...]]


@contextmanager
def open_keys() -> Iterator[ReadKeys]:
    """A function that waits for the next key, or line of keys; at the end of the input that is q."""
    descriptor = sys.stdin.fileno()
    if os.isatty(descriptor):
        with _single_keys(descriptor):
            yield lambda: _read_key(descriptor)
    else:
        with open(descriptor, encoding="utf-8", errors="replace", closefd=False) as lines:
            yield lambda: _keys_of(lines.readline())


@contextmanager
def _single_keys(descriptor: int) -> Iterator[None]:
    """Have keys come at once and unseen; the terminal is as before at the end, also if a signal brings it."""
    before = termios.tcgetattr(descriptor)
    ends = {signal.SIGTERM: _exit, signal.SIGHUP: _exit, signal.SIGINT: signal.default_int_handler}
    handlers = {number: signal.signal(number, handler) for number, handler in ends.items()}
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _exit(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _read_key(descriptor: int) -> tuple[str, ...]:
    key = os.read(descriptor, 1)
    if key in _END_OF_INPUT:
        return (QUIT,)
    if key == _ESCAPE:
        _pass_over_sequence(descriptor)
        return ()
    return (ENTER,) if key in (b"\r", b"\n") else tuple(key.decode("ascii", "ignore").lower())


def _pass_over_sequence(descriptor: int) -> None:
    """Read the rest of what an arrow or the like sends (ECMA-48): the letters in it are no keys."""
    kind = _read_at_once(descriptor)
    if kind == b"[":
        while (byte := _read_at_once(descriptor)) and not b"@" <= byte <= b"~":
            pass
    elif kind == b"O":
        _read_at_once(descriptor)


def _read_at_once(descriptor: int) -> bytes:
    is_there = select.select([descriptor], [], [], REST_OF_A_SEQUENCE_SECONDS)[0]
    return os.read(descriptor, 1) if is_there else b""


def _keys_of(line: str) -> tuple[str, ...]:
    """Digits of a line are all that is selected, in their order, and are accepted; another key stands alone."""
    text = "".join(line.lower().split())
    if text.isdecimal():
        return (CLEAR, *text, ENTER)
    return (text or ENTER,) if line else (QUIT,)
