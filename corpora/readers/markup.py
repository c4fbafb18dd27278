"""An lxml element of HTML → its text: a line for each paragraph, heading, list item and row of a table."""

import re
from collections.abc import Iterable

from lxml import etree

from corpora.readers.line_writer import Gap, Line, LineWriter, tag_of

LEAST_WRAPPED_CHARACTERS = 50

_SILENT_TAGS = (
    "audio button canvas datalist embed head iframe input map math meter noscript object option progress rp rt script "
    "select style svg template textarea title video"
)
_SILENT = frozenset(_SILENT_TAGS.split())
_FOOTNOTE_MARK = re.compile(r"\W*(?:\d{1,3}|[*†‡])\W*")
_ENTRY_MARK = re.compile(r"\w{1,3}[.)]")
_SENTENCE_END = ".:;!?…"


def text_of(element: etree._Element) -> str:
    """The text of an element as it would be read, without scripts, controls of forms and marks of footnotes.

    A blank line stands between paragraphs; items of a list and rows of a table follow one another, and tabs part the
    cells of a row. The tail of the element is not part of it.
    """
    return join_lines(lines_of(element))


def text_of_fragment(markup: str) -> str:
    """The text of a piece of HTML, such as what an editor wrote for the body of a page."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return text_of(etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser))


def lines_of(element: etree._Element) -> list[Line]:
    """The lines of which the text of an element consists."""
    writer = LineWriter(element)
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if _is_silent(node):
                walk.skip_subtree()
            else:
                writer.open(node)
                writer.write(node.text)
        else:
            if event == "end" and not _is_silent(node):
                writer.close(node)
            if node is not element:
                writer.write(node.tail)
    writer.end_line()
    return writer.lines


def join_lines(lines: Iterable[Line]) -> str:
    """Lines as one text; a line that a layout broke in the middle of a sentence goes on."""
    parts: list[str] = []
    for line in lines:
        if parts:
            parts.append(_separator(parts[-1], line))
        parts.append(line.text)
    return "".join(parts)


def _is_silent(node: etree._Element) -> bool:
    tag = tag_of(node)
    return tag in _SILENT or (tag == "a" and "#" in node.get("href", "") and _is_footnote_mark(node))


def _is_footnote_mark(link: etree._Element) -> bool:
    return bool(_FOOTNOTE_MARK.fullmatch("".join(link.itertext())))


def _separator(before: str, line: Line) -> str:
    if line.gap == Gap.SOFT and _is_wrapped(before, line.text):
        return " "
    return "\n\n" if line.gap == Gap.BLANK else "\n"


def _is_wrapped(before: str, line: str) -> bool:
    """Whether a sentence goes on after the end of a line that is long enough to have been broken by a layout."""
    may_go_on = len(before) >= LEAST_WRAPPED_CHARACTERS and before[-1] not in _SENTENCE_END and not before.isupper()
    return may_go_on and line[0].islower() and not _ENTRY_MARK.match(line)
