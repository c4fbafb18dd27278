"""A stream packed by gzip, bzip2 or xz → what it unpacks to, piece by piece and within little memory."""

import zlib
from bz2 import BZ2File
from gzip import GzipFile
from io import DEFAULT_BUFFER_SIZE, BufferedIOBase, BufferedReader, RawIOBase
from lzma import FORMAT_XZ, LZMADecompressor, LZMAError
from typing import Any, BinaryIO

GZIP, BZIP2, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"  # first bytes
MOST_XZ_MEMORY = 128 * 2**20
DAMAGE = (EOFError, OSError, zlib.error, LZMAError)  # what reading a damaged one raises


def open_packed(stream: BinaryIO) -> BufferedIOBase | None:
    """What a stream unpacks to, from its beginning; None where it is not packed."""
    stream.seek(0)
    magic = stream.read(len(XZ))
    stream.seek(0)
    if magic.startswith(GZIP):
        return GzipFile(fileobj=stream, mode="rb")
    if magic.startswith(BZIP2):
        return BZ2File(stream)
    if magic == XZ:
        return BufferedReader(_Xz(stream))
    return None


class _Xz(RawIOBase):
    """An xz stream unpacked; unlike lzma.open, with a limit on the memory that the file can ask for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = LZMADecompressor(FORMAT_XZ, MOST_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = b""
        while not piece and (packed := self._next_packed()) is not None:
            piece = self._decoder.decompress(packed, len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next_packed(self) -> bytes | None:
        """What the decoder wants next; None at the end. One xz stream may follow another."""
        if not self._decoder.eof:
            return self._read() if self._decoder.needs_input else b""
        following = self._decoder.unused_data or self._stream.read(DEFAULT_BUFFER_SIZE)
        if following:
            self._decoder = LZMADecompressor(FORMAT_XZ, MOST_XZ_MEMORY)
        return following or None

    def _read(self) -> bytes:
        packed = self._stream.read(DEFAULT_BUFFER_SIZE)
        if not packed:
            raise EOFError("it ends early")
        return packed
