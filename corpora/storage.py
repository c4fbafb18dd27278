"""Paths and addresses that a person names → the files there, local or in an object store, to be opened one by one."""

import errno
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from corpora.errors import CorpusError

JUNK = ("__macosx", "thumbs.db", "desktop.ini")
LOCK_OF_OFFICE = "~$"
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
    return any(part.startswith((".", LOCK_OF_OFFICE)) or part.lower() in JUNK for part in parts)


def _remote(address: str) -> Iterator[StoredFile]:
    import fsspec  # costs 50 ms, and few ask for it

    try:
        files, root = fsspec.url_to_fs(address)
        found = files.find(root, detail=True)
    except (ImportError, ValueError) as error:
        raise CorpusError(f"{address}: {error}") from error
    except OSError as error:
        raise CorpusError(f"{address}: {error.strerror or error}") from error
    except Exception as error:  # those of the store's own library, such as that nobody is signed in
        raise CorpusError(f"{address}: {error}") from error
    if not found:
        raise CorpusError(f"{address}: nothing there")
    named = ((_name_of(path, root), path, entry["size"]) for path, entry in sorted(found.items()))
    return (
        StoredFile(name, n_bytes, partial(_fetch, files, path))
        for name, path, n_bytes in named
        if path == root or not (name.endswith("/") or is_litter(name.split("/")))
    )


def _name_of(path: str, root: str) -> str:
    """What a file is called among those asked for; a key that only marks a folder ends with a slash."""
    if path.endswith("/"):
        return path
    return path.removeprefix(root).lstrip("/") or path.rsplit("/", 1)[-1]


@contextmanager
def _fetch(files: Any, path: str) -> Iterator[BinaryIO]:
    """A local copy, since readers want to seek and parsers want a descriptor."""
    with TemporaryFile() as copy:
        try:
            with files.open(path, "rb") as stream:
                shutil.copyfileobj(stream, copy)
        except OSError:
            raise
        except Exception as error:  # those of the store's own library
            raise OSError(errno.EIO, str(error)) from error
        copy.seek(0)
        yield copy
