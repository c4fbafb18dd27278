"""OpenDocument texts (.odt) → a Document; headers and footers stand in another part, which is not read."""

from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZipFile

from lxml import etree

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.office_properties import Properties, to_document
from corpora.readers.office_text import Block, Form, join_blocks, to_blocks, to_row
from corpora.readers.zipped import name_of, nearest, open_package, read_part, text_at

_NOT_SHOWN = ("{*}tracked-changes", "{*}annotation")
_SPACES = frozenset(("s", "tab", "line-break"))
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the document of an OpenDocument text; a note stands after the paragraph that it belongs to.

    Raises:
        UnreadableError: `corrupt`, `encrypted`, `too_large`, `too_costly`, `no_text` or `image_only`.
    """
    with open_package(stream) as package:
        _refuse_encrypted(package)
        root = read_part(package, "content.xml")
        stated = _properties(read_part(package, "meta.xml"))
    if root is None:
        raise UnreadableError(Reason.CORRUPT, "content.xml, the text, is missing; save the document anew")
    etree.strip_elements(root, *_NOT_SHOWN, with_tail=False)
    text = join_blocks(_blocks(root))
    yield to_document(name, text, stated, has_images=next(root.iter(f"{_DRAWING}image"), None) is not None)


def _blocks(parent: etree._Element, form: Form = Form.PARAGRAPH) -> Iterator[Block]:
    """The paragraphs, items and rows below an element, in order."""
    for element in parent:
        match name_of(element):
            case "h":
                yield from _paragraph(element, Form.PARAGRAPH)
            case "p":
                yield from _paragraph(element, form)
            case "table":
                for row in nearest(element, "table-row"):
                    yield from to_row(list(_blocks(cell)) for cell in nearest(row, "table-cell"))
            case "list":
                yield from _blocks(element, Form.ITEM)
            case _:
                yield from _blocks(element, form)


def _paragraph(paragraph: etree._Element, form: Form) -> Iterator[Block]:
    pieces = list(_pieces(paragraph))
    yield from to_blocks("".join(piece for piece in pieces if isinstance(piece, str)), form)
    for aside in pieces:
        if not isinstance(aside, str):
            yield from _blocks(aside)


def _pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """The text of a paragraph, and the notes and text boxes that hang on it."""
    yield element.text or ""
    for child in element:
        name = name_of(child)
        if name == "note" or str(child.tag).startswith(_DRAWING):
            yield child
        elif name in _SPACES:
            yield " "
        else:
            yield from _pieces(child)
        yield child.tail or ""


def _refuse_encrypted(package: ZipFile) -> None:
    manifest = read_part(package, "META-INF/manifest.xml")
    if manifest is not None and manifest.find(".//{*}encryption-data") is not None:
        raise UnreadableError(Reason.ENCRYPTED, "a file with a password; save it without one")


def _properties(meta: etree._Element | None) -> Properties:
    stated = None if meta is None else meta.find("{*}meta")
    keywords = [] if stated is None else [keyword.text or "" for keyword in stated.iterfind("{*}keyword")]
    return Properties(
        title=text_at(stated, "title"),
        authors=text_at(stated, "initial-creator", "creator"),
        keywords=";".join(keywords),
        date=text_at(stated, "creation-date", "date"),
        language=text_at(stated, "language"),
    )
