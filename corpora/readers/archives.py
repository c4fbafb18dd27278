"""An archive → its members, each unpacked within limits into a nameless file; what is dangerous is refused by name."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import splitext
from tempfile import TemporaryFile
from typing import BinaryIO

from corpora.document import Reason
from corpora.errors import UnreadableError
from corpora.readers import tars, zips
from corpora.readers.unpacking import Budget, Entry, check_ratio, size_of
from corpora.storage import is_litter

__all__ = ["NOT_IN_NAMES", "Budget", "Member", "members"]

MOST_MEMBER_BYTES = 100 * 2**20
MOST_PATH_CHARACTERS = 4096
NOT_IN_NAMES = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff]")

_DRIVE = re.compile(r"[A-Za-z]:/")


@dataclass(frozen=True, slots=True)
class Member:
    """A file that came in an archive.

    name : of the archive and its path in it, "a.zip/b/c.pdf".
    stream : its content at its beginning, with a descriptor, to be read before the next member is asked for.
    problem, detail : why there is none.
    budget : to be handed on where the member is an archive itself.
    """

    name: str
    stream: BinaryIO | None
    problem: Reason | None = None
    detail: str = ""
    budget: Budget | None = None


def members(stream: BinaryIO, name: str, budget: Budget | None = None) -> Iterator[Member]:
    """Yield the members of a zip, of a tar, packed or not, or the one file of a gzip, bzip2 or xz, in their order.

    Folders, hidden files and the litter of operating systems are passed over. Where reading ends early, the last
    member stands for the archive and says why.
    """
    budget = budget or Budget(size_of(stream))
    seen: Counter[int] = Counter()
    try:
        with budget.one_deeper():
            for entry in (zips if zips.is_zip(stream) else tars).entries(stream, name, budget):
                budget.spend(n_entries=1)
                if not _is_litter(entry.path):
                    yield from _unpack(entry, f"{name}/{_unique(_readable(entry.path), seen)}", budget)
    except UnreadableError as error:
        yield Member(name, None, error.reason, error.detail)
    else:
        if not seen:
            yield Member(name, None, Reason.NO_TEXT, "an empty archive")


def _unpack(entry: Entry, name: str, budget: Budget) -> Iterator[Member]:
    try:
        _check(entry)
        with TemporaryFile() as file:
            _copy(entry, file)
            file.seek(0)
            yield Member(name, file, budget=budget)
    except UnreadableError as error:
        if budget.is_spent:
            raise
        yield Member(name, None, error.reason, error.detail)


def _check(entry: Entry) -> None:
    path = _with_slashes(entry.path)
    if entry.problem:
        raise UnreadableError(entry.problem, entry.detail)
    if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") or len(path) > MOST_PATH_CHARACTERS:
        raise UnreadableError(Reason.CORRUPT, "a path that leads out of the archive")
    _check_size(entry.size)


def _copy(entry: Entry, file: BinaryIO) -> None:
    size = 0
    for piece in entry.pieces:
        size += file.write(piece)
        _check_size(size)
        check_ratio(size, entry.packed_bytes())


def _check_size(size: int) -> None:
    if size > MOST_MEMBER_BYTES:
        raise UnreadableError(Reason.TOO_LARGE, f"over {MOST_MEMBER_BYTES // 2**20} MiB when unpacked")


def _is_litter(path: str) -> bool:
    return is_litter([part for part in _with_slashes(path).split("/") if part not in ("", ".", "..")])


def _unique(path: str, seen: Counter[int]) -> str:
    """The path, with a number before its suffix where others had the same: "a (2).txt"."""
    while (times := _count(path, seen)) > 1:
        stem, suffix = splitext(path)
        path = f"{stem} ({times}){suffix}"
    return path


def _count(path: str, seen: Counter[int]) -> int:
    seen[hash(path)] += 1  # a million long paths would fill the memory; their hashes do not
    return seen[hash(path)]


def _readable(path: str) -> str:
    path = NOT_IN_NAMES.sub("\ufffd", _with_slashes(path)[:MOST_PATH_CHARACTERS])
    return path.removeprefix("./").lstrip("/")


def _with_slashes(path: str) -> str:
    return path.replace("\\", "/")
