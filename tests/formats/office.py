"""Texts → office files as Word, LibreOffice and WordPad write them, for tests of the readers.

A line is a paragraph: a heading where it is short and has no end mark, an item of a list where it begins with "- ".
Headers and footers hold HEADER and FOOTER, which are no part of the text.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

import docx

HEADER = "Boletín · Bulletin 2026"
FOOTER = "Organismo Regional"
MOST_WORDS_OF_A_HEADING = 10

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODT_MIME_TYPE = "application/vnd.oasis.opendocument.text"
ODT_NAMESPACES = (
    f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" xmlns:table="{OFFICE}:table:1.0" '
    f'xmlns:draw="{OFFICE}:drawing:1.0" xmlns:style="{OFFICE}:style:1.0" xmlns:meta="{OFFICE}:meta:1.0" '
    f'xmlns:manifest="{OFFICE}:manifest:1.0" xmlns:svg="{OFFICE}:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
RTF_OPENING = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset238 Calibri CE;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}{\*\generator Riched20 10.0}"
)


def to_docx(text: str, title: str | None = None, **properties: object) -> bytes:
    """A Word file; properties are named as in python-docx: author, created, keywords, language."""
    document = docx.Document()
    for name, value in {"title": title or "", "author": "", **properties}.items():
        setattr(document.core_properties, name, value)
    section = document.sections[0]
    section.header.paragraphs[0].text = HEADER
    section.footer.paragraphs[0].text = FOOTER
    for style, line in _lines(text):
        document.add_paragraph(line, {"heading": "Heading 1", "item": "List Bullet"}.get(style))
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """The bytes of a document of python-docx."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_odt(text: str, title: str | None = None) -> bytes:
    """An OpenDocument text, written by hand."""
    write = {
        "heading": "<text:h>{}</text:h>",
        "item": "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
    }
    body = "".join(write.get(style, "<text:p>{}</text:p>").format(escape(line)) for style, line in _lines(text))
    return odt(body, f"<dc:title>{escape(title)}</dc:title>" if title else "")


def odt(body: str, meta: str = "", manifest: str = "") -> bytes:
    """An OpenDocument text with this XML within its body, its metadata and its manifest."""
    running = (
        f"<style:header><text:p>{HEADER}</text:p></style:header><style:footer><text:p>{FOOTER}</text:p></style:footer>"
    )
    parts = {
        "mimetype": ODT_MIME_TYPE,
        "content.xml": _part("document-content", f"<office:body><office:text>{body}</office:text></office:body>"),
        "styles.xml": _part("document-styles", f"<office:master-styles>{running}</office:master-styles>"),
        "meta.xml": _part("document-meta", f"<office:meta>{meta}</office:meta>"),
        "META-INF/manifest.xml": f"<manifest:manifest {ODT_NAMESPACES}>{manifest}</manifest:manifest>",
    }
    return zipped(parts)


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of parts by their names, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The parts of a zip by their names, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def to_rtf(text: str, title: str | None = None) -> bytes:
    """An RTF file in Windows-1252, and in Unicode where that has no character."""
    info = rf"{{\info{{\title {_escape_rtf(title)}}}}}" if title else ""
    running = rf"{{\header\pard {_escape_rtf(HEADER)}\par}}{{\footer\pard {_escape_rtf(FOOTER)}\par}}"
    write = {"heading": r"\pard\b {}\b0\par", "item": r"{{\listtext\'b7\tab}}\pard\ls1\ilvl0 {}\par"}
    body = "\r\n".join(write.get(style, r"\pard {}\par").format(_escape_rtf(line)) for style, line in _lines(text))
    return rtf(f"{info}{running}{body}")


def rtf(body: str) -> bytes:
    """An RTF file with this body, which has ASCII only."""
    return f"{RTF_OPENING}{body}}}".encode("ascii")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, and what it is."""
    for line in filter(str.strip, text.split("\n")):
        if line.startswith("- "):
            yield "item", line[2:]
        elif len(line.split()) <= MOST_WORDS_OF_A_HEADING and not re.search(r"[.,:;!?…]\W*$", line):
            yield "heading", line
        else:
            yield "paragraph", line


def _part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {ODT_NAMESPACES}>{content}</office:{root}>'


def _escape_rtf(text: str) -> str:
    return "".join(map(_escape_character, text))


def _escape_character(character: str) -> str:
    if character in "\\{}":
        return f"\\{character}"
    if character.isascii():
        return character
    try:
        return rf"\'{character.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        units = character.encode("utf-16-le")
        numbers = (int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2))
        return "".join(rf"\u{number}?" for number in numbers)
