"""A zip → its entries, by its directory or, where that is cut off, by the header before each content."""

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpora.document import Reason
from corpora.errors import UnreadableError
from corpora.readers.salvage import find_whole
from corpora.readers.unpacking import PIECE_BYTES, Budget, Entry, check_ratio

MOST_DIRECTORY_BYTES = 16 * 2**20

_ENCRYPTED, _UTF_8 = 0x1, 0x800
_HEADER_BYTES = 30
_EMPTY = b"PK\5\6" + bytes(18)


def is_zip(stream: BinaryIO) -> bool:
    """Whether it begins as a zip does."""
    stream.seek(0)
    return stream.read(4) in (b"PK\3\4", b"PK\5\6")


def open_zip(stream: BinaryIO) -> ZipFile:
    """Open a zip whose directory the memory can hold.

    Raises:
        UnreadableError: the directory is larger, or damaged, or missing.
    """
    try:
        return ZipFile(_Guarded(stream))
    except (BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise UnreadableError(Reason.CORRUPT, "a zip file that is cut off or damaged") from error


def entries(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Entry]:
    """Yield the entries of a zip, without its folders.

    Raises:
        UnreadableError: after the last one that stands before the damage; the directory is too large.
    """
    try:
        archive = open_zip(stream)
    except UnreadableError as error:
        if error.reason is Reason.CORRUPT:
            yield from _salvage(stream, budget)
        raise
    with archive:
        infos = archive.infolist()
        overlapping = _find_overlapping(infos)
        for info in infos:
            if not info.filename.endswith(("/", "\\")):
                yield _to_entry(archive, info, overlapping, budget)


class _Guarded:
    """A stream of which no read is large, whatever size an archive claims for its directory."""

    def __init__(self, stream: BinaryIO) -> None:
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self._read = stream.read

    def read(self, size: int = -1) -> bytes:
        content = self._read(MOST_DIRECTORY_BYTES + 1 if size < 0 else min(size, MOST_DIRECTORY_BYTES + 1))
        if len(content) > MOST_DIRECTORY_BYTES:
            raise UnreadableError(Reason.TOO_LARGE, "a zip of too many files; hand it in as several")
        return content


def _salvage(stream: BinaryIO, budget: Budget) -> Iterator[Entry]:
    """The entries that stand whole before the damage."""
    with ZipFile(BytesIO(_EMPTY)) as archive:
        archive.fp = stream
        for info in find_whole(stream):
            if not info.filename.endswith(("/", "\\")):
                yield _to_entry(archive, info, set(), budget)


def _to_entry(archive: ZipFile, info: ZipInfo, overlapping: set[int], budget: Budget) -> Entry:
    path = _path_of(info)
    try:
        _check(info, overlapping)
    except UnreadableError as error:
        return Entry(path, problem=error.reason, detail=error.detail)
    return Entry(path, info.file_size, _unpack(archive, info, budget), lambda: info.compress_size)


def _check(info: ZipInfo, overlapping: set[int]) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError(Reason.ENCRYPTED, "protected by a password; unpack it with the password first")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise UnreadableError(Reason.CORRUPT, "a link or device, which is not followed")
    if info.header_offset in overlapping:
        raise UnreadableError(Reason.TOO_COSTLY, "shares its bytes with another file, as bombs do")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # zipfile unpacks the others without a limit
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, f"packed by method {info.compress_type}; zip it with deflate")
    check_ratio(info.file_size, info.compress_size)


def _unpack(archive: ZipFile, info: ZipInfo, budget: Budget) -> Iterator[bytes]:
    try:
        with archive.open(info) as content:
            while piece := content.read(PIECE_BYTES):
                budget.spend(len(piece))
                yield piece
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error) as error:
        raise UnreadableError(Reason.CORRUPT, "damaged within the zip") from error


def _path_of(info: ZipInfo) -> str:
    """The name as it was written: zipfile takes what is not marked as UTF-8 for code page 437."""
    if info.flag_bits & _UTF_8:
        return info.orig_filename
    written = info.orig_filename.encode("cp437")
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp850")  # of Windows in western Europe and Latin America


def _find_overlapping(infos: Sequence[ZipInfo]) -> set[int]:
    """Offsets of the entries that reach into the next one."""
    spans = sorted((info.header_offset, info.header_offset + _HEADER_BYTES + info.compress_size) for info in infos)
    return {start for (start, end), (following, _) in pairwise(spans) if end > following}
