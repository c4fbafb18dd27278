"""Word files (.docx, .docm) → a Document: what a reader sees of the text, without headers and footers.

The parts are walked as XML: python-docx knows neither content controls, text boxes, footnotes nor tracked changes, and
refuses files with macros.
"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import BinaryIO
from zipfile import ZipFile

from lxml import etree

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.office_properties import Properties, to_document
from corpora.readers.office_text import Block, Form, join_blocks, to_blocks, to_row
from corpora.readers.zipped import name_of, nearest, open_package, read_part, text_at

_NOT_SHOWN = ("{*}del", "{*}moveFrom", "{*}Fallback")
_SPACES = frozenset(("br", "cr", "tab", "ptab"))
_FORMATS = frozenset(("pPr", "rPr"))
_IMAGES = ("{*}blip", "{*}imagedata")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the document of a Word file; footnotes and endnotes stand at its end.

    Text that was deleted with changes tracked is left out, as is hidden text. Numbers that Word gives to paragraphs
    are no part of the text.

    Raises:
        UnreadableError: `corrupt`, `encrypted`, `too_large`, `too_costly`, `no_text` or `image_only`.
    """
    with open_package(stream) as package:
        parts = _related_parts(package, "")
        main = parts.get("officeDocument", "word/document.xml")
        root = _read_shown(package, main)
        if root is None:
            raise UnreadableError(Reason.CORRUPT, f"{main}, the text, is missing; save the document anew")
        beside = _related_parts(package, main)
        notes = [_read_shown(package, beside.get(kind, "")) for kind in ("footnotes", "endnotes")]
        styles = _style_names(read_part(package, beside.get("styles", "")))
        stated = _properties(read_part(package, parts.get("core-properties", "docProps/core.xml")))
    walker = _Walker(styles)
    text = join_blocks(block for part in (root, *notes) if part is not None for block in walker.blocks(part))
    yield to_document(name, text, stated, has_images=next(root.iter(*_IMAGES), None) is not None)


class _Walker:
    """Walks a part from block to block."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The paragraphs, items and rows below an element, in order."""
        for element in parent:
            match name_of(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case name if name not in _FORMATS:
                    yield from self.blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        pieces = list(_pieces(paragraph))
        form = Form.ITEM if self._is_item(paragraph) else Form.PARAGRAPH
        yield from to_blocks("".join(piece for piece in pieces if isinstance(piece, str)), form)
        for box in pieces:
            if not isinstance(box, str):
                yield from self.blocks(box)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        for row in nearest(table, "tr"):
            yield from to_row([] if _is_covered(cell) else list(self.blocks(cell)) for cell in nearest(row, "tc"))

    def _is_item(self, paragraph: etree._Element) -> bool:
        formats = paragraph.find("{*}pPr")
        if formats is None:
            return False
        style = self._styles.get(_value(formats.find("{*}pStyle")), "")
        numbering = _value(formats.find("{*}numPr/{*}numId"))
        return style.startswith("list") or (numbering not in ("", "0") and not style.startswith("heading"))


def _pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """The text of a paragraph, and the text boxes that hang on it."""
    for child in element:
        name = name_of(child)
        if name == "t":
            yield child.text or ""
        elif name in _SPACES:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "txbxContent":
            yield child
        elif name not in _FORMATS and not (name == "r" and _is_hidden(child)):
            yield from _pieces(child)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")


def _is_covered(cell: etree._Element) -> bool:
    """A cell that goes on from the one above holds no text of its own."""
    merge = cell.find("{*}tcPr/{*}vMerge")
    return merge is not None and _value(merge) != "restart"


def _value(element: etree._Element | None, attribute: str = "val") -> str:
    attributes = {} if element is None else element.attrib
    return next((str(value) for name, value in attributes.items() if str(name).endswith(f"}}{attribute}")), "")


def _read_shown(package: ZipFile, part: str) -> etree._Element | None:
    root = read_part(package, part)
    if root is not None:
        etree.strip_elements(root, *_NOT_SHOWN, with_tail=False)
    return root


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    """Names by identifier: in every language version of Word, names of built-in styles are English."""
    found = () if styles is None else styles.iterfind("{*}style")
    return {_value(style, "styleId"): _value(style.find("{*}name")).lower() for style in found}


def _related_parts(package: ZipFile, part: str) -> dict[str, str]:
    """What a part, or the package, refers to within the package: names of parts by the kind of relation."""
    folder, name = dirname(part), part.rpartition("/")[2]
    relations = read_part(package, join(folder, "_rels", f"{name}.rels"))
    return {
        item.get("Type", "").rpartition("/")[2]: normpath(join("/", folder, item.get("Target", ""))).lstrip("/")
        for item in (relations if relations is not None else ())
    }


def _properties(core: etree._Element | None) -> Properties:
    return Properties(
        title=text_at(core, "title"),
        authors=text_at(core, "creator"),
        keywords=text_at(core, "keywords"),
        date=text_at(core, "created", "modified"),
        language=text_at(core, "language"),
    )
