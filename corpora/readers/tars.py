"""A tar, packed or not, or a lone file packed by gzip, bzip2 or xz → its entries, unpacked in one pass."""

import struct
from collections.abc import Callable, Iterator
from io import BufferedIOBase
from posixpath import basename
from tarfile import (  # type: ignore[attr-defined]
    BLOCKSIZE,
    EmptyHeaderError,
    EOFHeaderError,
    HeaderError,
    TarError,
    TarFile,
    TarInfo,
)
from typing import BinaryIO

from corpora.document import Reason
from corpora.errors import UnreadableError
from corpora.readers import packing, plain
from corpora.readers.unpacking import PIECE_BYTES, Budget, Entry

MOST_HEADER_BYTES = 4 * PIECE_BYTES
SUFFIXES = (".gz", ".bz2", ".xz", ".tgz")

_BAD_HEADER = (TarError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError, struct.error)


def entries(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Entry]:
    """Yield the entries of a tar, without its folders; of a packed file that is no tar that file, as its only one.

    Raises:
        UnreadableError: the archive is damaged; what stands before the damage was yielded.
    """
    head = _Content(packing.open_packed(stream) or stream, Budget(0)).read(BLOCKSIZE)
    unpacked = packing.open_packed(stream)
    content = _Content(unpacked or stream, budget)
    if _is_tar(head):
        yield from _read_tar(content, stream)
    elif unpacked:
        yield Entry(_without_suffix(basename(name)), 0, content.rest(), _count_from_here(stream))
    else:
        raise _damaged("its first header")


class _Content:
    """What an archive unpacks to, as tarfile reads it: forwards only, counted, with little read for a header."""

    def __init__(self, stream: BufferedIOBase | BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._position = 0
        self._header_bytes = 0
        self.is_damaged = False

    def begin_header(self) -> None:
        """What is read until the next call, a header and those that extend it, stays in memory."""
        self._header_bytes = 0

    def read(self, size: int) -> bytes:
        self._header_bytes += size
        if self._header_bytes > MOST_HEADER_BYTES:
            raise UnreadableError(Reason.TOO_COSTLY, f"a header of over {MOST_HEADER_BYTES // 1024} KiB")
        return self._read(size)

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> None:
        if position < self._position:
            raise _damaged("an entry of negative size")
        for _ in self.pieces(position - self._position):
            pass

    def pieces(self, size: int) -> Iterator[bytes]:
        """So many bytes from where it stands.

        Raises:
            UnreadableError: there are fewer, or the packing is damaged.
        """
        while size > 0:
            piece = self._read(min(size, PIECE_BYTES))
            if not piece:
                self.is_damaged = True
                raise _damaged("it ends early")
            size -= len(piece)
            yield piece

    def rest(self) -> Iterator[bytes]:
        """All that follows; raises as `pieces` does."""
        while piece := self._read(PIECE_BYTES):
            yield piece

    def _read(self, size: int) -> bytes:
        try:
            piece = self._stream.read(size)
        except packing.DAMAGE as error:
            self.is_damaged = True
            raise _damaged(str(error)) from error
        self._position += len(piece)
        self._budget.spend(len(piece))
        return piece


def _read_tar(content: _Content, stream: BinaryIO) -> Iterator[Entry]:
    for info in _read_headers(content):
        if not info.isdir():
            yield _to_entry(info, content, stream)
        if content.is_damaged:
            return


def _read_headers(content: _Content) -> Iterator[TarInfo]:
    """One by one; tarfile itself would keep them all."""
    try:
        archive = TarFile(fileobj=content, encoding="utf-8", errors="surrogateescape")  # type: ignore[arg-type]
        info = archive.next()
        while info:
            yield info
            content.begin_header()
            content.seek(archive.offset)
            archive.pax_headers = {}
            info = TarInfo.fromtarfile(archive)
    except (EOFHeaderError, EmptyHeaderError):
        return
    except _BAD_HEADER as error:
        raise _damaged(str(error)) from error


def _to_entry(info: TarInfo, content: _Content, stream: BinaryIO) -> Entry:
    path = plain.decode(info.name.encode("utf-8", "surrogateescape"))
    if not info.isreg() or info.issparse():
        return Entry(path, problem=Reason.CORRUPT, detail="a link or device, which is not followed, or a file of holes")
    return Entry(path, info.size, content.pieces(info.size), _count_from_here(stream))


def _is_tar(head: bytes) -> bool:
    try:
        TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except EOFHeaderError:
        return True
    except HeaderError:
        return False
    return True


def _count_from_here(stream: BinaryIO) -> Callable[[], int]:
    start = stream.tell()
    return lambda: stream.tell() - start


def _without_suffix(name: str) -> str:
    return next((name[: -len(suffix)] for suffix in SUFFIXES if name.lower().endswith(suffix)), name)


def _damaged(detail: str) -> UnreadableError:
    return UnreadableError(Reason.CORRUPT, f"cut off or damaged: {detail}")
