"""A zip without its directory → what the directory would say of the files that are whole."""

import re
import struct
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from typing import BinaryIO
from zipfile import ZipInfo

_SIZES_FOLLOW, _UTF_8 = 0x8, 0x800
_HEADER = struct.Struct("<4s2x2H4x3L2H")
_SIZES = struct.Struct("<4x3L")
_SIZES_MARK = re.compile(rb"PK\x07\x08.{12}", re.S)


def find_whole(stream: BinaryIO) -> Iterator[ZipInfo]:
    """Yield the files from the beginning on, each told by the header before it, up to the first that is cut off."""
    with mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        offset = 0
        while (found := _read_header(content, offset)) is not None:
            info, offset = found
            yield info


def _read_header(content: mmap, offset: int) -> tuple[ZipInfo, int] | None:
    """What the header at an offset says, and where the next one stands."""
    if offset + _HEADER.size > len(content):
        return None
    mark, flags, method, *sizes, name_length, extra_length = _HEADER.unpack_from(content, offset)
    start = offset + _HEADER.size + name_length + extra_length
    end = start + sizes[1]
    if mark == b"PK\3\4" and flags & _SIZES_FOLLOW:
        sizes, end = _find_sizes(content, start) or (sizes, len(content) + 1)
    if mark != b"PK\3\4" or end > len(content):
        return None
    name = content[offset + _HEADER.size : start - extra_length]
    info = ZipInfo(name.decode("utf-8" if flags & _UTF_8 else "cp437", "replace"))
    info.flag_bits, info.compress_type, info.header_offset = flags, method, offset
    info.CRC, info.compress_size, info.file_size = sizes
    return info, end


def _find_sizes(content: mmap, start: int) -> tuple[list[int], int] | None:
    """The sizes that stand after a content, and where they end; they are the ones that name its length."""
    for mark in _SIZES_MARK.finditer(content, start):
        sizes = list(_SIZES.unpack(mark[0]))
        if sizes[1] == mark.start() - start:
            return sizes, mark.end()
    return None
