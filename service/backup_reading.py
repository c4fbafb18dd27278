"""A backup → its files, each of which must be listed with its digest and stay within the folder it is put into."""

import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from service.errors import BackupError

SUMS_FILE = "SHA256SUMS"
PIECE_BYTES = 2**20
MOST_SUMS_BYTES = 2**28
DIGEST_CHARACTERS = 64

Take = Callable[[bytes], object]


def check_archive(path: Path) -> int:
    """Read a backup from end to end; how many files it holds besides the list of digests.

    Raises:
        BackupError: as `unpack_archive` does.
    """
    return _read(path, lambda name, pieces: _use_up(pieces))


def unpack_archive(path: Path, folder: Path) -> int:
    """Write the files of a backup into an empty folder; how many.

    Raises:
        BackupError: it cannot be read, a name leads elsewhere or comes twice, something is no plain file, or a digest
            differs or is missing. What was written by then is not to be used.
        OSError: the disk is full, or fails otherwise.
    """

    def write(name: str, pieces: Iterator[bytes]) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    return _read(path, write)


def _read(path: Path, take: Callable[[str, Iterator[bytes]], None]) -> int:
    digests: dict[str, str] = {}
    listed: dict[str, str] | None = None
    with _opened(path) as archive:
        for entry in archive:
            name, file = _checked(entry, digests), archive.extractfile(entry)
            if file is None or listed is not None:
                raise BackupError(f"{path}: {name!r} is not part of a backup")
            if name == SUMS_FILE:
                listed = _parse(file, path)
                continue
            sha256 = hashlib.sha256()
            take(name, _hashed(file, sha256.update))
            digests[name] = sha256.hexdigest()
    if listed is None:
        raise BackupError(f"{path}: it is cut off, or no backup: the list of digests is missing")
    if wrong := sorted(name for name in digests.keys() | listed.keys() if digests.get(name) != listed.get(name)):
        raise BackupError(f"{path}: damaged: {', '.join(wrong[:3])}; use another backup")
    return len(digests)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path}: it cannot be read as a backup ({error})") from error


def _checked(entry: tarfile.TarInfo, known: dict[str, str]) -> str:
    """The name of an entry that is a plain file, new, and below the folder it is put into."""
    parts = PurePosixPath(entry.name).parts
    is_within = bool(parts) and not entry.name.startswith("/") and ".." not in parts and "\0" not in entry.name
    is_plain = entry.isreg() and not entry.issparse()
    if not is_plain or not is_within or "\n" in entry.name or "/".join(parts) != entry.name:
        raise BackupError(f"{entry.name!r} is no plain file within a backup; nothing was restored")
    if entry.name in known:
        raise BackupError(f"{entry.name!r} comes twice; nothing was restored")
    return entry.name


def _parse(file: IO[bytes], path: Path) -> dict[str, str]:
    lines = file.read(MOST_SUMS_BYTES).decode("utf-8", "replace").splitlines()
    split = [line.partition("  ") for line in lines]
    if any(len(digest) != DIGEST_CHARACTERS or not name for digest, _, name in split):
        raise BackupError(f"{path}: its list of digests cannot be read")
    return {name: digest for digest, _, name in split}


def _hashed(file: IO[bytes], update: Take) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        update(piece)
        yield piece


def _use_up(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        pass
