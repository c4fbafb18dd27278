"""Paths and addresses that a person names → the files there, local or in an object store, to be opened one by one."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from corpora.errors import CorpusError

JUNK = ("__MACOSX", "Thumbs.db", "desktop.ini")
REMOTE = "://"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that can be opened: its name among those asked for, its size in bytes, and how to open it."""

    name: str
    n_bytes: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


def stored_files(paths: Sequence[str]) -> Iterator[StoredFile]:
    """The files of paths and of addresses such as s3://bucket/folder, in order; folders by name, with all they hold.

    Hidden files and the litter of operating systems are passed over.

    Raises:
        CorpusError: before any file is listed: there is nothing at a path, or its kind of address is not supported.
    """
    return chain.from_iterable([_remote(path) if REMOTE in path else _local(Path(path)) for path in paths])


def _local(path: Path) -> Iterator[StoredFile]:
    if path.is_dir():
        return _walk(path)
    if not path.exists():
        raise CorpusError(f"{path}: no such file or folder")
    return iter([_local_file(path, path.name)])


def _walk(folder: Path) -> Iterator[StoredFile]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not is_litter(parts):
            yield _local_file(path, "/".join(parts))


def _local_file(path: Path, name: str) -> StoredFile:
    return StoredFile(name, path.stat().st_size, lambda: path.open("rb"))


def is_litter(parts: Sequence[str]) -> bool:
    """Whether a path leads to a hidden file, or to what operating systems leave behind."""
    return any(part.startswith(".") or part in JUNK for part in parts)


def _remote(address: str) -> Iterator[StoredFile]:
    import fsspec  # costs 50 ms, and few ask for it

    try:
        files, root = fsspec.url_to_fs(address)
        found = files.find(root, detail=True)
    except (ImportError, ValueError) as error:
        raise CorpusError(f"{address}: {error}") from error
    except OSError as error:
        raise CorpusError(f"{address}: {error.strerror or error}") from error
    if not found:
        raise CorpusError(f"{address}: nothing there")
    return (_remote_file(files, path, root, entry["size"]) for path, entry in sorted(found.items()))


def _remote_file(files: Any, path: str, root: str, n_bytes: int) -> StoredFile:
    return StoredFile(
        path.removeprefix(root).lstrip("/") or path.rsplit("/", 1)[-1], n_bytes, lambda: _fetch(files, path)
    )


@contextmanager
def _fetch(files: Any, path: str) -> Iterator[BinaryIO]:
    """A local copy, since readers want to seek and parsers want a descriptor."""
    with TemporaryFile() as copy:
        with files.open(path, "rb") as stream:
            shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy
