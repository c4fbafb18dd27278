"""Pages of lines → the same without running heads and feet and page numbers."""

import re
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from corpora.readers.printed_lines import Line

MOST_ROWS = 4
LEAST_PAGES = 3
NEAR_PAGES = 4
LEAST_SPACE_SIZES = 0.7
SIZE_STEP_POINTS = 2.0

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxl])(?:x{0,3}|xl|l)(?:ix|iv|v?i{0,3})")
_RULE = r"[\s\-–—|·•\[\]]*"
_PAGE_NUMBER = re.compile(
    rf"{_RULE}(?:(?i:page|p[áa]gina|p[áa]g\.?|p\.)\s*(?:\d{{1,4}}|{_ROMAN.pattern})|\d{{1,3}}|{_ROMAN.pattern})"
    rf"(?:\s*(?:of|de|/)\s*\d{{1,4}})?{_RULE}"
)
_STAMP = re.compile(
    r"\d{1,4}([/.-])\d{1,2}\1\d{1,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?|(?:https?|file)://\S+", re.I
)

Row = list[Line]
Side = Literal[-1, 1]
Key = tuple[str, int]
Where = dict[Key, tuple[list[int], list[int]]]  # the even and the odd pages on which a row stands


def without_running_heads(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Drop the rows at the top and the foot of pages that stand alike on other pages, and page numbers.

    Only rows set off from the text, by white or by their size, are dropped; in documents of less than three pages
    page numbers and the stamps of browsers only. Digits make no difference, nor does the order of words in a row.
    """
    kept = list(pages)
    for side in (1, -1):
        outer = [_outer_rows(lines, side) for lines in pages]
        where = _pages_of_keys(outer)
        for number, rows in enumerate(outer):
            count = _count_heads(rows, number, where, len(pages))
            dropped = {id(line) for row in rows[:count] for line in row}
            kept[number] = [line for line in kept[number] if id(line) not in dropped]
    return kept


def _outer_rows(lines: list[Line], side: Side) -> list[Row]:
    """The outermost rows of a page from its top (side 1) or its foot (-1), and the one after them."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: -side * line.bottom):
        if rows and rows[-1][0].is_beside(line):
            rows[-1].append(line)
        elif len(rows) > MOST_ROWS:
            break
        else:
            rows.append([line])
    return rows


def _pages_of_keys(outer: Sequence[list[Row]]) -> Where:
    where: Where = defaultdict(lambda: ([], []))
    for page, rows in enumerate(outer):
        for key in {_key(row) for row in rows[:MOST_ROWS]}:
            where[key][page % 2].append(page)
    return where


def _key(row: Row) -> Key:
    """The same for a row and its like on another page: its words but numbers, else its signs; and roughly its size.

    The size tells the title on the first page from the running head that repeats it.
    """
    text = " ".join(sorted(line.text.casefold() for line in row))
    words = (word for word in _LETTERS.findall(text) if not _ROMAN.fullmatch(word))
    return " ".join(sorted(words)) or _DIGITS.sub("0", text), round(row[0].size / SIZE_STEP_POINTS)


def _count_heads(rows: list[Row], page: int, where: Where, n_pages: int) -> int:
    """How many of the outermost rows are to go: as many as repeat, up to the last that is set off from the text."""
    count = 0
    for depth, row in enumerate(rows[:MOST_ROWS], start=1):
        if not (_is_page_number(row) or _is_stamped(row) or _repeats(where[_key(row)], page, n_pages)):
            break
        if len(rows) == 1 or (depth < len(rows) and _is_set_off(row, rows[depth])):
            count = depth
    return count


def _is_page_number(row: Row) -> bool:
    return len(row) == 1 and _PAGE_NUMBER.fullmatch(row[0].text) is not None


def _is_stamped(row: Row) -> bool:
    """Whether a browser wrote it around a page: the time of printing with the title, the address with the number."""
    return any(_STAMP.fullmatch(line.text) for line in row)


def _repeats(pages: tuple[list[int], list[int]], page: int, n_pages: int) -> bool:
    """Whether a row of these pages is on most even or most odd pages, or on several pages around this one."""
    if n_pages < LEAST_PAGES:
        return False
    near = sum(bisect(side, page + NEAR_PAGES) - bisect_left(side, page - NEAR_PAGES) for side in pages)
    alike = len(pages[page % 2])
    return near >= LEAST_PAGES or (alike > 1 and 2 * alike > len(range(page % 2, n_pages, 2)))


def _is_set_off(row: Row, inner: Row) -> bool:
    one, other = row[0], inner[0]
    space = max(one.bottom, other.bottom) - min(one.top, other.top)
    return space > LEAST_SPACE_SIZES * min(one.size, other.size) or not one.is_of_size(other)
