"""Bytes of a plain text → its Document: UTF-8, UTF-16 or Windows-1252, told by the bytes themselves."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from corpora.document import MAX_CHARACTERS, Document, Reason
from corpora.errors import UnreadableError

MOST_BYTES = 4 * MAX_CHARACTERS + 4
MOST_CONTROL_CHARACTERS = 0.02
LOOK_AT_BYTES = 4096
BEFORE_MARKUP = "\ufeff \t\r\n"  # what templates of sites leave there

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UTF_8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = bytes(range(128))
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# The five bytes that Windows-1252 leaves undefined stand for themselves, as in Latin-1.
_WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield one Document, its text as it stands in the file.

    Raises:
        UnreadableError: it is longer than a document may be, or no text.
    """
    content = stream.read(MOST_BYTES + 1)
    text = decode(content) if len(content) <= MOST_BYTES else ""
    if len(content) > MOST_BYTES or len(text) > MAX_CHARACTERS:
        raise UnreadableError(Reason.TOO_LARGE, f"more than {MAX_CHARACTERS:,} characters; split it")
    if is_binary(text):
        raise UnreadableError(Reason.CORRUPT, "bytes that are no text")
    yield Document(name, replace_unstorable(text))


def decode(content: bytes) -> str:
    """Decode bytes of any kind; never fails. Bytes that are no UTF-8 are read as Windows-1252.

    >>> decode("niñez".encode()), decode("niñez".encode("cp1252")), decode("niñez".encode("utf-16-le"))
    ('niñez', 'niñez', 'niñez')
    """
    encoding = tell_encoding(content[:LOOK_AT_BYTES])
    if encoding.startswith("utf-16"):
        return content.decode(encoding, "replace")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        is_utf_8 = encoding == "utf-8-sig" or _is_damaged_utf_8(content)
        return content.decode(encoding, "windows-1252") if is_utf_8 else _decode_windows_1252(content)


def tell_encoding(head: bytes) -> str:
    """The codec that a beginning calls for: by its mark; UTF-16 without one by its zero bytes; else UTF-8."""
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    return "utf-8"


def is_binary(text: str) -> bool:
    """Whether it holds more control characters than a text does."""
    return len(_CONTROL.findall(text)) > MOST_CONTROL_CHARACTERS * len(text)


def replace_unstorable(text: str) -> str:
    """U+FFFD in the place of every NUL and lone surrogate, which databases and UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether most bytes beyond ASCII belong to sequences of UTF-8: then a few others are damage."""
    rest, found = _UTF_8_SEQUENCE.subn(b"", content)
    return found > len(rest.translate(None, _ASCII))


def _decode_windows_1252(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]


def _replace_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _decode_windows_1252(error.object[error.start : error.end]), error.end


codecs.register_error("windows-1252", _replace_damage)
