"""XML as web sites write it → UTF-8 that a strict parser takes, with no entities and characters but those of XML."""

import re
import sys
from codecs import getincrementaldecoder
from html.entities import html5
from typing import BinaryIO
from xml.sax.saxutils import escape

from corpora.readers import plain

LOOK_AT_BYTES = 4096
LONGEST_REFERENCE = 40

_ILLEGAL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)(#[xX][\da-fA-F]{1,8};|#\d{1,9};|[A-Za-z]\w{1,31};)?")


class MendedXml:
    """A stream to read from, in UTF-8 whatever its declaration says; nothing of it is held but a chunk.

    Bytes that are no UTF-8 are taken for Windows-1252, names of HTML such as `&nbsp;` become their characters, and a
    lone `&` is escaped, also within CDATA, so what stands there is to be read as HTML.
    """

    def __init__(self, stream: BinaryIO) -> None:
        encoding = plain.tell_encoding(stream.read(LOOK_AT_BYTES))
        stream.seek(0)
        self._stream = stream
        self._decoder = getincrementaldecoder(encoding)("windows-1252")  # an error handler of plain
        self._rest = ""
        self._has_begun = False

    def read(self, size: int) -> bytes:
        """Return about so many bytes, none at the end."""
        mended = b""
        is_over = False
        while not (mended or is_over):
            chunk = self._stream.read(size)
            is_over = not chunk
            text = self._rest + self._decoder.decode(chunk, is_over)
            if not self._has_begun:  # a declaration of XML must be the first that comes
                text = text.lstrip(plain.BEFORE_MARKUP)
                self._has_begun = bool(text)
            cut = len(text) if is_over else _before_reference(text)
            self._rest = text[cut:]
            mended = _mend(text[:cut]).encode()
        return mended


def _before_reference(text: str) -> int:
    """Where to cut so that no reference is cut."""
    at = text.rfind("&", max(0, len(text) - LONGEST_REFERENCE))
    return len(text) if at < 0 else at


def _mend(text: str) -> str:
    return _AMPERSAND.sub(_reference, _ILLEGAL.sub("", text))


def _reference(match: re.Match[str]) -> str:
    name = match[1] or ""
    if name.startswith("#"):
        code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        return "" if code > sys.maxunicode or _ILLEGAL.match(chr(code)) else escape(chr(code))
    return escape(html5.get(name, match[0]))
