"""A small disk of our own, to be filled and freed."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FILLER = "filler"
PIECE = b"\0" * 2**16


@contextmanager
def small_disk(folder: Path, n_bytes: int) -> Iterator[Path]:
    """A file system in memory, mounted at a folder; the test is skipped where mounting is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no program to mount a disk with: apt-get install mount")
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here, which takes root: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no byte free."""
    size = len(PIECE)
    with (folder / FILLER).open("ab", buffering=0) as file:
        while size:
            try:
                file.write(PIECE[:size])
            except OSError:
                size //= 2


def free(folder: Path) -> None:
    """Give back what was filled."""
    (folder / FILLER).unlink(missing_ok=True)
