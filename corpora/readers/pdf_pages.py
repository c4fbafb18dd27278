"""A page of a PDF, as pdfium sees it → its lines of print, upright and with their places."""

import ctypes
import re
from bisect import bisect, bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from math import atan2, hypot, pi
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from corpora.document import MAX_CHARACTERS, Reason
from corpora.errors import UnreadableError
from corpora.readers.printed_lines import Line, tidy

LEAST_GAP_POINTS = 4.0
LEAST_GAP_HEIGHTS = 1.0
TURN_TOLERANCE = 0.1
HALF_TURN = 2
DESCENT_SIZES = 0.2
LEAST_SIZE_HEIGHTS, MOST_SIZE_HEIGHTS = 0.3, 3.0

_LINE_END_HYPHEN = "\ufffe"  # pdfium writes it in the place of a hyphen and the line break after it
_LINE = re.compile(rf"[^\s{_LINE_END_HYPHEN}](?:[^\r\n{_LINE_END_HYPHEN}]*[^\s{_LINE_END_HYPHEN}])?{_LINE_END_HYPHEN}?")

Span = tuple[int, int]
Box = tuple[float, float, float, float]  # left, bottom, right, top


def lines_of(page: pypdfium2.PdfPage) -> list[Line]:
    """Read the lines of a page in the order of the file, a line with a wide gap as pieces.

    Of text in several directions only what runs as most of it does is read, as if upright: no stamps along the
    margin, no watermark across. What lies outside of the page is left out too.

    Raises:
        UnreadableError: too_large, the page alone has more text than a document may have.
        pypdfium2.PdfiumError: pdfium cannot read the text.
    """
    with closing(page.get_textpage()) as textpage:
        return _TextPage(textpage, page.get_cropbox()).lines()


class _Stand(NamedTuple):
    """How a line stands: size of the font, a point on the baseline, in points; quarter turns to the left or None."""

    size: float
    x: float
    y: float
    turn: int | None


class _TextPage:
    """The characters of a page; asked for few of them, since a call costs as much as pdfium's work on a line."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, bounds: Box) -> None:
        self._raw = textpage.raw
        self._bounds = bounds
        self._turn = 0
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()  # what pdfium answers in
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._count = pdfium.FPDFText_CountChars(self._raw)
        self._text = self._read()

    def lines(self) -> list[Line]:
        """All lines in the order of the file."""
        spans = [match.span() for match in _LINE.finditer(self._text)]
        found = [(span, self._stand(*span)) for span in spans]
        found = [one for one in found if self._is_inside(one[1])] or found
        self._turn = _most_common_turn(found)
        gaps = sorted(self._gaps())
        lines = (
            self._line(*piece, stand)
            for span, stand in found
            if stand.turn == self._turn
            for piece in self._cut(span, stand, gaps)
        )
        return [line for line in lines if line.text]

    def _read(self) -> str:
        if self._count > MAX_CHARACTERS:
            raise UnreadableError(Reason.TOO_LARGE, f"a page of {self._count:,} characters")
        buffer = (ctypes.c_ushort * (self._count + 1))()
        written = pdfium.FPDFText_GetText(self._raw, 0, self._count, buffer)
        return bytes(memoryview(buffer)[: max(written - 1, 0)]).decode("utf-16-le", "replace")

    def _index(self, at: int) -> int:
        """Where a character of the text stands among pdfium's, which are more where some mean nothing."""
        if len(self._text) == self._count:
            return at
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, at))

    def _stand(self, start: int, end: int) -> _Stand:
        """That of a character amid the line, or of the last if that is larger: one may be the number of a note."""
        middle = (start + end) // 2
        middle, last = self._index(middle - self._text[middle].isspace()), self._index(end - 1)
        size = pdfium.FPDFText_GetFontSize(self._raw, middle)
        last_size = pdfium.FPDFText_GetFontSize(self._raw, last)
        return self._probe(last, last_size) if last_size > size else self._probe(middle, size)

    def _probe(self, index: int, size: float) -> _Stand:
        matrix, (x, y, *_) = self._matrix, self._numbers
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) / (hypot(matrix.a, matrix.b) or 1.0)
        angle = atan2(matrix.b, matrix.a) / (pi / 2)
        turn = round(angle) % 4 if abs(angle - round(angle)) <= TURN_TOLERANCE else None
        return _Stand(size * scale, x.value, y.value, turn)

    def _is_inside(self, stand: _Stand) -> bool:
        left, bottom, right, top = self._bounds
        return left <= stand.x <= right and bottom <= stand.y <= top

    def _upright(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box as it stands when the page is turned so that its text is upright."""
        if self._turn == 0:
            return left, bottom, right, top
        if self._turn == 1:
            return bottom, -right, top, -left
        return (-right, -top, -left, -bottom) if self._turn == HALF_TURN else (-top, left, -bottom, right)

    def _box(self, at: int) -> Box:
        rect = self._rect
        pdfium.FPDFText_GetLooseCharBox(self._raw, self._index(at), rect)
        return self._upright(rect.left, rect.bottom, rect.right, rect.top)

    def _gaps(self) -> Iterator[tuple[float, float]]:
        """(y, x) of the middle of wide gaps between the pieces of text that the page's operators write."""
        for one, other in pairwise(self._rects()):
            gap = other[0] - one[2]
            if gap > LEAST_GAP_POINTS:
                low, high = max(one[1], other[1]), min(one[3], other[3])
                if high > low and gap > LEAST_GAP_HEIGHTS * (high - low):
                    yield (low + high) / 2, (one[2] + other[0]) / 2

    def _rects(self) -> Iterator[Box]:
        left, top, right, bottom = self._numbers
        get, raw = pdfium.FPDFText_GetRect, self._raw
        for i in range(pdfium.FPDFText_CountRects(raw, 0, -1)):
            get(raw, i, left, top, right, bottom)
            box = left.value, bottom.value, right.value, top.value
            yield self._upright(*box) if self._turn else box

    def _cut(self, span: Span, stand: _Stand, gaps: list[tuple[float, float]]) -> Iterator[Span]:
        """A line in pieces, divided at the gaps within it."""
        start, end = span
        for x in self._gaps_within(span, stand, gaps) if gaps else ():
            spaces = [i for i in range(start, end) if self._text[i] == " "]
            k = bisect_left(spaces, x, key=lambda i: self._box(i + 1)[0])
            if k < len(spaces):
                yield start, spaces[k]
                start = spaces[k] + 1
        yield start, end

    def _gaps_within(self, span: Span, stand: _Stand, gaps: list[tuple[float, float]]) -> list[float]:
        """The x of gaps on a line, from the left."""
        baseline = self._baseline(stand)
        first = bisect_left(gaps, (baseline - DESCENT_SIZES * stand.size,))
        last = bisect(gaps, (baseline + stand.size,))
        left, right = self._box(span[0])[0], self._box(span[1] - 1)[2]
        return sorted(x for _, x in gaps[first:last] if left < x < right)

    def _baseline(self, stand: _Stand) -> float:
        return self._upright(stand.x, stand.y, stand.x, stand.y)[1]

    def _line(self, start: int, end: int, stand: _Stand) -> Line:
        first, last = self._box(start), self._box(end - 1)
        height = max(first[3] - first[1], last[3] - last[1], 1.0)
        size = stand.size if LEAST_SIZE_HEIGHTS * height < stand.size < MOST_SIZE_HEIGHTS * height else height
        bottom = self._baseline(stand) - DESCENT_SIZES * size
        text = self._text[start:end]
        if text.endswith((_LINE_END_HYPHEN, "\u00ad")):
            text = text[:-1] + "-"
        return Line(tidy(text), first[0], bottom, last[2], bottom + size)


def _most_common_turn(found: list[tuple[Span, _Stand]]) -> int:
    characters = Counter[int]()
    for (start, end), stand in found:
        if stand.turn is not None:
            characters[stand.turn] += end - start
    return max(characters, key=characters.__getitem__, default=0)
