"""Lines of a page → blocks of lines in the order in which they are read, column by column."""

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import median

from corpora.readers.printed_lines import Line

LEAST_LINES_BESIDE = 3
MOST_CROSSING = 2
LEAST_WORDS_A_LINE = 2.2
FULL_SHARE = 0.7
LEAST_SHARE_FULL = 0.5
SAME_EDGE_POINTS = 2.0
CELL_GAP_SIZES = 1.5
LEAST_LINES_A_CELL = 2
STRAY_POINTS = 40.0
NEAR_SIZES = 1.25
INITIAL_SIZES = 1.7
SPANNING = -1

_LABEL = re.compile(r"\W|\(?\w{1,5}[.)]|\d{1,2}(?:\.\d{1,2})*")  # a bullet or number before an item or heading

Placed = tuple[int, Line]
Gap = tuple[float, float]


def reading_order(lines: list[Line]) -> list[list[Line]]:
    """Put the lines of a page, given in the order in which the file has them, in the order of reading.

    Returns blocks: lines below one another in one column. Pieces of a line that stand beside one another in a column
    become one line, cells divided by a tab.
    """
    gutters = _find_gutters(lines) if _are_side_by_side(lines) else []
    if not gutters:
        return _blocks_of_column(lines)
    runs = groupby(_order(lines, gutters), key=lambda placed: placed[0])
    return [block for _, run in runs for block in _blocks_of_column([line for _, line in run])]


def _blocks_of_column(lines: list[Line]) -> list[list[Line]]:
    """From the top, or, where lines still stand side by side, as the file has them: a block for each run downwards."""
    rows = _join_rows(lines)
    if not _are_side_by_side(rows):
        return [_from_the_top(rows)] if rows else []
    blocks: list[list[Line]] = []
    for row in rows:
        if blocks and row.bottom <= blocks[-1][-1].bottom and not _is_aside(row, blocks[-1][-1]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _from_the_top(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.bottom, line.left))


def _are_side_by_side(lines: list[Line]) -> bool:
    return any(_is_aside(one, other) and _is_near(one, other) for one, other in pairwise(_from_the_top(lines)))


def _is_aside(one: Line, other: Line) -> bool:
    return one.right <= other.left or other.right <= one.left


def _is_near(one: Line, other: Line) -> bool:
    """Whether no more than about a line lies between them: columns need not be in step."""
    return abs(one.bottom - other.bottom) <= NEAR_SIZES * max(one.size, other.size)


def _find_gutters(lines: list[Line]) -> list[float]:
    """The x between columns of running text, from the left; none between the cells of a table or beside a list.

    Lines that start at the same x below one another, each with another line to its left, make a column if most of
    their lines, and of those to the left, are filled with words.
    """
    upwards = sorted(lines, key=lambda line: line.bottom)
    gaps = [gap for column in _with_common_left(lines) if (gap := _gap_beside(column, upwards))]
    return [sum(gap) / 2 for gap in _merge(gaps)]


def _gap_beside(column: list[Line], upwards: list[Line]) -> Gap | None:
    """The white to the left of lines that make a column of running text beside another, if they do."""
    if len(column) < LEAST_LINES_BESIDE or not _is_running_text(column):
        return None
    pairs = _without_strays([(nearest, line) for line in column if (nearest := _nearest_left(line, upwards))])
    if len(pairs) < LEAST_LINES_BESIDE or not _is_running_text([left for left, _ in pairs]):
        return None
    beside = max(left.right for left, _ in pairs)
    end = min(line.left for line in upwards if line.left >= beside)
    start = max(line.right for line in upwards if line.right <= end)
    is_crossed = sum(line.left < (start + end) / 2 < line.right for line in upwards) > MOST_CROSSING * len(pairs)
    return None if is_crossed else (start, end)


def _with_common_left(lines: list[Line]) -> Iterator[list[Line]]:
    column: list[Line] = []
    for line in sorted(lines, key=lambda line: line.left):
        if column and line.left - column[-1].left > SAME_EDGE_POINTS:
            yield column
            column = []
        column.append(line)
    yield column


def _nearest_left(line: Line, upwards: list[Line]) -> Line | None:
    reach = NEAR_SIZES * line.size
    first = bisect_left(upwards, line.bottom - reach, key=lambda other: other.bottom)
    last = bisect(upwards, line.bottom + reach, key=lambda other: other.bottom)
    beside = (other for other in upwards[first:last] if other.right <= line.left)
    return max(beside, key=lambda other: other.right, default=None)


def _without_strays(pairs: list[tuple[Line, Line]]) -> list[tuple[Line, Line]]:
    """Without lines beside which the next column but one stands, since the next has ended."""
    usual = median(left.left for left, _ in pairs) if pairs else 0.0
    return [(left, right) for left, right in pairs if left.left > usual - STRAY_POINTS]


def _is_running_text(lines: list[Line]) -> bool:
    left = min(line.left for line in lines)
    width = max(line.right for line in lines) - left
    full = sum(line.right - line.left >= FULL_SHARE * width for line in lines)
    words = sum(line.text.count(" ") + 1 for line in lines)
    return full >= LEAST_SHARE_FULL * len(lines) and words >= LEAST_WORDS_A_LINE * len(lines)


def _merge(gaps: list[Gap]) -> list[Gap]:
    """Gaps that overlap are one gutter: what they share."""
    merged: list[Gap] = []
    for start, end in sorted(gaps):
        if merged and start < merged[-1][1]:
            merged[-1] = start, min(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _order(lines: list[Line], gutters: list[float]) -> list[Placed]:
    """By columns, unless the file's own order goes more straightly, or cell by cell through a table of long cells."""
    as_written = [(_column(line, gutters), line) for line in lines]
    by_columns = _by_columns(as_written)
    found, needed = _runs(as_written), _runs(by_columns)
    if len(found) < len(needed) or (len(found) > len(needed) and median(found) >= LEAST_LINES_A_CELL):
        return as_written
    return by_columns


def _by_columns(placed: list[Placed]) -> list[Placed]:
    """Lines across a gutter divide the page into bands; within a band, column after column, each as in the file."""
    spanning = sorted(-line.bottom for column, line in placed if column == SPANNING)

    def band_and_column(one: Placed) -> tuple[int, int]:
        column, line = one
        return bisect(spanning, -line.bottom), column

    return sorted(placed, key=band_and_column)


def _column(line: Line, gutters: list[float]) -> int:
    column = bisect(gutters, line.left)
    return column if column == bisect(gutters, line.right) else SPANNING


def _runs(placed: list[Placed]) -> list[int]:
    """How many lines are read in each column before another."""
    return [len(list(run)) for _, run in groupby(placed, key=lambda one: one[0])]


def _join_rows(lines: list[Line]) -> list[Line]:
    rows: list[Line] = []
    for line in lines:
        if rows and rows[-1].right <= line.left and rows[-1].is_beside(line):
            rows[-1] = _join(rows[-1], line)
        else:
            rows.append(line)
    return rows


def _join(left: Line, right: Line) -> Line:
    is_initial = len(left.text) == 1 and left.size > INITIAL_SIZES * right.size
    is_label = _LABEL.fullmatch(left.text) and right.text[0].isalpha()
    is_cell = right.left - left.right > CELL_GAP_SIZES * right.size and not is_label
    between = "" if is_initial else "\t" if is_cell else " "
    _, _, bottom, _, top = max(left, right, key=lambda line: line.right - line.left)
    return Line(left.text + between + right.text, left.left, bottom, right.right, top)
