"""Blocks of lines → paragraphs, by leading, indent, room left at the end of a line, size and list markers."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from corpora.readers.printed_lines import Line

NOTE_SIZE = 0.92
HEADING_SIZE = 1.15
ASSUMED_LEADING = 1.35
WIDE_LEADING = 1.18
LEAST_LEADING = 0.3
WHITE_LEADINGS = 2.2
INDENT_SIZES = 0.5
CENTRED_POINTS = 2.0
FLUSH_POINTS = 2.0
JUSTIFIED_SHARE = 0.4
ROOM_WORDS = 1.3
ROOM_SIZES = 0.3
ROOM_SHARE_AMID_SENTENCE = 0.5
LEAST_PAIRS = 8
LEAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Print:
    """How a page is set: the usual size of the document's font, in points, and the page's leading, in sizes of it."""

    size: float
    leading: float


@dataclass(slots=True)
class Paragraph:
    """Lines that make a paragraph, the page of each, and the column that holds the last."""

    lines: list[Line]
    pages: list[int]
    column: "Column"

    @property
    def is_row(self) -> bool:
        """Whether it stands among its like: an item of a list, a row of a table or of a table of contents."""
        return _is_marked(self.lines[0]) or self.lines[0].is_row

    def is_note_to(self, other: "Paragraph") -> bool:
        """Whether it is set smaller, as footnotes and captions are."""
        return self.lines[-1].size < NOTE_SIZE * other.lines[0].size

    def runs_on_into(self, other: "Paragraph") -> bool:
        """Whether the other, in the next column or on the next page, goes on with it."""
        last, first = self.lines[-1], other.lines[0]
        if last.is_row or first.is_row or _is_marked(first) or not last.is_of_size(first):
            return False
        if last.is_hyphenated and first.text[0].isalpha():
            return True
        if last.is_ended or self.column.has_room(last, first):
            return False
        return first.text[0].islower() or self.column.n_lines >= LEAST_LINES

    def append(self, other: "Paragraph") -> None:
        """Take over what goes on with it."""
        self.lines += other.lines
        self.pages += other.pages
        self.column = other.column


@dataclass(frozen=True, slots=True)
class Column:
    """What tells where a paragraph ends: the column's edges, in points, and how it is set."""

    left: float
    right: float
    n_lines: int
    is_justified: bool
    style: Print

    @classmethod
    def of(cls, lines: Sequence[Line], style: Print) -> "Column":
        """The column in which lines stand that no wide white divides."""
        rights = sorted(line.right for line in lines)
        right = rights[-1 - len(rights) // 20]  # a line in twenty may stick out
        flush = len(rights) - bisect_left(rights, right - FLUSH_POINTS)
        is_justified = flush >= max(LEAST_LINES, JUSTIFIED_SHARE * len(lines))
        return cls(min(line.left for line in lines), right, len(lines), is_justified, style)

    def begins(self, paragraph: Sequence[Line], line: Line) -> bool:
        """Whether a line begins a paragraph of its own rather than going on with the one above."""
        above = paragraph[-1]
        if self._is_apart(above, line) or _is_item(paragraph, line) or _is_after_list(paragraph, line):
            return True
        if min(above.size, line.size) > HEADING_SIZE * self.style.size:
            return False
        return _is_indented(paragraph, line) or self.has_room(above, line)

    def has_room(self, above: Line, line: Line) -> bool:
        """Whether the first word of a line would have fitted into the one above."""
        room = self.right - above.right
        if _is_amid_sentence(above, line):
            return room > ROOM_SHARE_AMID_SENTENCE * (self.right - self.left)
        if self.is_justified:
            return room > above.size
        word = line.text.split(" ", 1)[0]
        width = (line.right - line.left) * len(word) / len(line.text)
        return room > ROOM_WORDS * width + ROOM_SIZES * above.size

    def _is_apart(self, above: Line, line: Line) -> bool:
        if not above.is_of_size(line) or above.is_row or line.is_row:
            return True
        leading = (above.bottom - line.bottom) / above.size
        return not LEAST_LEADING < leading < WIDE_LEADING * self.style.leading


def divide(block: Sequence[Line], page: int, style: Print) -> list[Paragraph]:
    """Divide lines that stand below one another on a page into paragraphs."""
    paragraphs: list[Paragraph] = []
    for lines in _divide_at_white(block, style):
        column = Column.of(lines, style)
        paragraphs.append(Paragraph([lines[0]], [page], column))
        for line in lines[1:]:
            if column.begins(paragraphs[-1].lines, line):
                paragraphs.append(Paragraph([], [], column))
            paragraphs[-1].lines.append(line)
            paragraphs[-1].pages.append(page)
    return paragraphs


def styles_of(pages: Sequence[Sequence[Sequence[Line]]]) -> list[Print]:
    """How each page is set; one with few lines as the whole document is."""
    ratios = [_leadings(page) for page in pages]
    everywhere = _lower_quartile([ratio for page in ratios for ratio in page])
    sizes = [line.size for page in pages for block in page for line in block]
    size = median(sizes) if sizes else 0.0
    return [Print(size, _lower_quartile(page) if len(page) >= LEAST_PAIRS else everywhere) for page in ratios]


def _divide_at_white(lines: Sequence[Line], style: Print) -> Iterator[Sequence[Line]]:
    start = 0
    for i, (above, line) in enumerate(pairwise(lines), start=1):
        if above.bottom - line.bottom > WHITE_LEADINGS * style.leading * above.size:
            yield lines[start:i]
            start = i
    yield lines[start:]


def _leadings(page: Sequence[Sequence[Line]]) -> list[float]:
    pairs = (pair for block in page for pair in pairwise(block))
    return [(above.bottom - line.bottom) / above.size for above, line in pairs if above.is_of_size(line)]


def _lower_quartile(values: list[float]) -> float:
    """Lower, since the leading within a paragraph is the smallest that is common."""
    return quantiles(values, n=4, method="inclusive")[0] if len(values) > 1 else ASSUMED_LEADING


def _is_marked(line: Line) -> bool:
    return line.is_bulleted or line.is_labelled


def _is_item(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line is an item of a list; a dash or number may also stand at its start by chance."""
    if line.is_bulleted:
        return True
    if not line.is_labelled:
        return False
    first = paragraph[0]
    is_like_first = first.is_labelled and abs(first.left - line.left) < INDENT_SIZES * line.size
    return is_like_first or paragraph[-1].is_ended


def _is_after_list(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line is back at the edge at which an item began, with a new sentence."""
    first, above = paragraph[0], paragraph[-1]
    is_back = abs(first.left - line.left) < INDENT_SIZES * line.size
    return is_back and _is_marked(first) and above.is_ended and not line.text[0].islower()


def _is_amid_sentence(above: Line, line: Line) -> bool:
    return above.text.endswith((",", "-")) or (line.text[0].islower() and not above.is_ended)


def _is_indented(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line's left edge differs from the one above as only the first line of a paragraph's does."""
    above = paragraph[-1]
    indent = line.left - above.left
    is_centred = abs(indent + line.right - above.right) < CENTRED_POINTS
    if abs(indent) <= INDENT_SIZES * line.size or is_centred or _is_amid_sentence(above, line):
        return False
    return len(paragraph) > 1 or (indent > 0 and not _is_marked(above))
