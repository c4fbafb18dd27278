"""A command → how long it took and how much memory each of its processes held at most (Linux)."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

SAMPLE_EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class Usage:
    """What one run took.

    peaks_mb : most resident memory (MB) of each process of the command, shared pages counted in each.
    """

    seconds: float
    peaks_mb: tuple[float, ...]


def watch(command: Sequence[object], environment: Mapping[str, str], timeout: float) -> Usage:
    """Run a command to its end; nothing else may run below this process meanwhile.

    Raises:
        subprocess.CalledProcessError: it failed; what it printed is noted in the error.
        subprocess.TimeoutExpired: it took longer than `timeout` seconds and was ended.
    """
    with sample_peaks() as peaks:
        started = perf_counter()
        _run([str(part) for part in command], os.environ | environment, timeout)
        seconds = perf_counter() - started
    return Usage(seconds, tuple(peaks.values()))


@contextmanager
def sample_peaks() -> Iterator[dict[int, float]]:
    """Process id → peak memory (MB) of every process below this one, up to date once the block is left."""
    peaks: dict[int, float] = {}
    is_done = Event()

    def sample() -> None:
        while not is_done.wait(SAMPLE_EVERY_SECONDS):
            found = {pid: peak_mb(pid) for pid in descendants(os.getpid())}
            peaks.update({pid: peak for pid, peak in found.items() if peak})

    sampler = Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield peaks
    finally:
        is_done.set()
        sampler.join()


def descendants(pid: int) -> list[int]:
    """Ids of the processes below a process, whichever of its threads began them."""
    lists = [_read(file) for file in Path(f"/proc/{pid}/task").glob("*/children")]
    children = [int(child) for listed in lists for child in listed.split()]
    return [found for child in children for found in (child, *descendants(child))]


def peak_mb(pid: int) -> float:
    """Most memory that a process has held so far, as the kernel notes it; 0 when it has ended."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", _read(Path(f"/proc/{pid}/status")), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _run(command: Sequence[str], environment: Mapping[str, str], timeout: float) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=timeout, env=environment)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr)
        raise


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has just ended
        return ""
