"""Paragraphs, list items and table rows, as an office file has them → text with a line for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

_INVISIBLE = dict.fromkeys(map(ord, "\0\u00ad\u200b\u2060\ufeff"))


class Form(Enum):
    """What a line was; items and rows follow one another without blank lines."""

    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text, never empty, and its form."""

    text: str
    form: Form = Form.PARAGRAPH


def to_blocks(raw: str, form: Form = Form.PARAGRAPH) -> Iterator[Block]:
    """The block of a paragraph as stored; none where nothing of it can be seen.

    >>> list(to_blocks("  La\\u00a0poli\\u00adc\\u00eda\\n local "))
    [Block(text='La policía local', form=<Form.PARAGRAPH: 1>)]
    """
    if text := " ".join(raw.translate(_INVISIBLE).split()):
        yield Block(text, form)


def to_row(cells: Iterable[list[Block]]) -> Iterator[Block]:
    """The blocks of a table's row: one, with tabs between cells, unless its cells hold more than a line each.

    A table whose cells hold more, or that has one cell only, lays out the page: the blocks stay as they are.
    """
    columns = list(cells)
    if len(columns) == 1 or any(len(cell) > 1 for cell in columns):
        yield from (block for cell in columns for block in cell)
    elif line := "\t".join(block.text for cell in columns for block in cell):
        yield Block(line, Form.ROW)


def join_blocks(blocks: Iterable[Block]) -> str:
    """All blocks as one text, blank lines around paragraphs."""
    parts: list[str] = []
    previous = Form.PARAGRAPH
    for block in blocks:
        is_next = block.form == previous != Form.PARAGRAPH
        parts += ["\n" if is_next else "\n\n", block.text]
        previous = block.form
    return "".join(parts[1:])
