"""A PDF that pdfium cannot read → what pypdf finds in it: lines placed on a grid of characters."""

import re
from functools import cached_property
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from corpora.document import Reason
from corpora.errors import UnreadableError
from corpora.readers.printed_lines import Line, tidy

SIZE_POINTS = 10.0
LEADING_POINTS = 12.0
CHARACTER_POINTS = 5.0

_PIECE = re.compile(r"\S+(?: {1,2}\S+)*")
_FAILURES = (PyPdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class Fallback:
    """A PDF by pypdf, opened when something is first asked of it.

    Its length and info raise UnreadableError, encrypted or corrupt, where it cannot be opened either.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __len__(self) -> int:
        return len(self._reader.pages)

    def info(self) -> dict[str, str]:
        """What the file states of itself, by the names that the format has for it, such as "Title"."""
        reader = self._reader
        try:
            return {key.removeprefix("/"): str(value) for key, value in (reader.metadata or {}).items()}
        except _FAILURES:
            return {}

    def lines(self, number: int) -> list[Line] | None:
        """The lines of a page, counted from 0; None where it cannot be read."""
        try:
            grid = self._reader.pages[number].extract_text(extraction_mode="layout")
        except (UnreadableError, *_FAILURES):
            return None
        return [line for row, text in enumerate(grid.split("\n")) for line in _pieces(text, -LEADING_POINTS * row)]

    @cached_property
    def _reader(self) -> PdfReader:
        try:
            self._stream.seek(0)
            reader = PdfReader(self._stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise UnreadableError(Reason.ENCRYPTED, "a PDF with a password; save it without one")
            len(reader.pages)
        except _FAILURES as error:
            raise UnreadableError(Reason.CORRUPT, "a PDF that is cut off or damaged") from error
        return reader


def _pieces(row: str, bottom: float) -> list[Line]:
    """The parts of a row of characters between wide gaps."""
    return [
        Line(text, CHARACTER_POINTS * m.start(), bottom, CHARACTER_POINTS * m.end(), bottom + SIZE_POINTS)
        for m in _PIECE.finditer(row)
        if (text := tidy(m[0]))
    ]
