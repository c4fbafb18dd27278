"""Elements of HTML that open and close, and the text between them → lines, each with what parts it from the last."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from lxml import etree

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_ITEMS = frozenset(("dd", "dt", "li", "td", "th", "tr"))
_LISTS = frozenset(("dir", "dl", "menu", "ol", "ul"))
_INVISIBLE = re.compile("[\0-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff]")


class Gap(IntEnum):
    """What parts a line from the one before: a break that may be one of layout, a line's end, or a blank line."""

    NONE = 0
    SOFT = 1
    LINE = 2
    BLANK = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text.

    home : the innermost block, item or cell in which it stands.
    linked : how many of its characters stand in links.
    """

    text: str
    gap: Gap
    home: etree._Element
    linked: int


class LineWriter:
    """Collects lines while a tree is walked, its root being open from the first."""

    def __init__(self, root: etree._Element) -> None:
        self.lines: list[Line] = []
        self._gap = Gap.NONE
        self._pieces: list[str] = []
        self._linked = 0
        self._homes = [root]
        self._items: list[_Item] = []
        self._open_links = self._open_pres = 0

    def write(self, text: str | None) -> None:
        """Continue the line; within <pre>, its line breaks are breaks."""
        first, *others = (text or "").split("\n") if self._open_pres else (text or "",)
        self._continue(first)
        for line in others:
            self._break_line()
            self._continue(line)

    def open(self, node: etree._Element) -> None:
        """Begin an element."""
        tag = tag_of(node)
        if tag in _BLOCKS:
            self._part(tag)
            self._homes.append(node)
        if tag in _ITEMS:
            self._items.append(_Item(len(self.lines), self._gap))
        elif tag == "br":
            self._break_line()
        self._open_links += tag == "a"
        self._open_pres += tag == "pre"

    def close(self, node: etree._Element) -> None:
        """End an element."""
        tag = tag_of(node)
        if tag in _BLOCKS:
            self._part(tag)
            self._homes.pop()
        if tag in _ITEMS:
            self._close_item(tag, self._items.pop())
        self._open_links -= tag == "a"
        self._open_pres -= tag == "pre"

    def end_line(self, gap: Gap = Gap.NONE) -> None:
        """End the line, if there is one, with at least this gap before the next."""
        text = " ".join(_INVISIBLE.sub("", "".join(self._pieces)).split())
        if text:
            self.lines.append(Line(text, self._gap, self._homes[-1], self._linked))
            self._gap = Gap.NONE
        self._pieces.clear()
        self._linked = 0
        self._gap = max(self._gap, gap)

    def _continue(self, text: str) -> None:
        self._pieces.append(text)
        if self._open_links:
            self._linked += len(text)

    def _part(self, tag: str) -> None:
        self.end_line(Gap.LINE if tag in _ITEMS or (tag in _LISTS and self._items) else Gap.BLANK)

    def _break_line(self) -> None:
        self.end_line()
        self._gap = Gap.BLANK if self._gap == Gap.SOFT else max(self._gap, Gap.SOFT)

    def _close_item(self, tag: str, item: "_Item") -> None:
        """A row whose cells are a line each becomes one line; a paragraph alone in an item needs no blank lines.

        A row with a cell of several lines only lays out the page, and stays as it is.
        """
        added = self.lines[item.first :]
        if tag in ("td", "th"):
            if len(added) > 1 and self._items:
                self._items[-1].is_row = False
        elif len(added) == 1 or (added and tag == "tr" and item.is_row):
            text = "\t".join(line.text for line in added)
            self.lines[item.first :] = [Line(text, item.gap, added[0].home, sum(line.linked for line in added))]
            self._gap = Gap.LINE


@dataclass(slots=True)
class _Item:
    """An item, row or cell that is open: its first line, and what parts that from the line before."""

    first: int
    gap: Gap
    is_row: bool = True


def tag_of(node: etree._Element) -> str:
    """The name of an element without its namespace, in lower case."""
    return _local_name(node.tag)


@lru_cache
def _local_name(name: str) -> str:
    return name.rpartition("}")[2].lower()
