"""Rich Text Format (.rtf) → a Document: its text as striprtf reads it, a paragraph a line."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from striprtf.striprtf import rtf_to_text

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import plain

_RUNNING = re.compile(r"\{\\(?:header|footer)[lrf]?\b[^{}]*\}")
_BARE_COUNT = re.compile(r"\\uc(?![A-Za-z0-9-])")
_TRAYS = re.compile(r"\\binf?sxn-?\d*")  # paper trays, whose names begin as binary data does
_PICTURE = re.compile(r"(?:[0-9a-f]{2}[\r\n]*+){256,}+", re.I)  # hex digits, which striprtf would match one by one
_FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_LINES = re.compile(r"[^\S\n]*\n\s*")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the document of an RTF file.

    Raises:
        UnreadableError: `corrupt`, `no_text` or `image_only`.
    """
    content = stream.read().decode("latin-1")
    if not content.startswith("{\\rtf"):
        raise UnreadableError(Reason.CORRUPT, "no RTF: it does not begin with {\\rtf")
    text = _to_text(_PICTURE.sub("", _TRAYS.sub("", _RUNNING.sub("", content))))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of a character become one
    text = _LINES.sub("\n\n", plain.replace_unstorable(text).replace("\xa0", " ")).strip()
    if not text and "\\pict" in content:
        raise UnreadableError(Reason.IMAGE_ONLY, "only images in it; recognise their text (OCR) first")
    if not text:
        raise UnreadableError(Reason.NO_TEXT, "no text in it")
    yield Document(name, text)


def _to_text(content: str) -> str:
    """What striprtf reads; where `\\uc` has no number it fails, though the format has one for that."""
    try:
        return str(rtf_to_text(_BARE_COUNT.sub(r"\\uc1", content), errors="replace"))
    except _FAILURES as error:
        raise UnreadableError(Reason.CORRUPT, "RTF that is damaged; save the document anew") from error
