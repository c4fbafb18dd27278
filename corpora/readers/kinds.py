"""First bytes and name → the kind of file, told by content; a name that says otherwise is noted."""

import re
from enum import StrEnum
from typing import BinaryIO

from corpora.document import Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers import packing, plain, zips

LOOK_AT_BYTES = 4096
LOOK_FOR_ENCRYPTION_BYTES = 2**20


class Kind(StrEnum):
    """A kind of file that is read."""

    PDF = "PDF"
    DOCX = "DOCX"
    ODT = "ODT"
    RTF = "RTF"
    HTML = "HTML"
    MARKDOWN = "Markdown"
    TEXT = "plain text"
    FEED = "feed"
    JSONL = "JSON Lines"
    CSV = "CSV"
    PARQUET = "Parquet"
    ZIP = "zip"
    TAR = "tar"


SUFFIXES: dict[Kind, tuple[str, ...]] = {
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx", ".docm"),
    Kind.ODT: (".odt",),
    Kind.RTF: (".rtf",),
    Kind.HTML: (".html", ".htm", ".xhtml"),
    Kind.MARKDOWN: (".md", ".markdown"),
    Kind.TEXT: (".txt", ".text"),
    Kind.FEED: (".xml", ".rss", ".atom", ".wxr"),
    Kind.JSONL: (".jsonl", ".ndjson"),
    Kind.CSV: (".csv", ".tsv"),
    Kind.PARQUET: (".parquet",),
    Kind.ZIP: (".zip",),
    Kind.TAR: (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz"),
}

_MAGIC: dict[bytes, Kind] = {
    b"{\\rtf": Kind.RTF,
    b"PAR1": Kind.PARQUET,
    b"PARE": Kind.PARQUET,
    packing.GZIP: Kind.TAR,
    packing.BZIP2: Kind.TAR,
    packing.XZ: Kind.TAR,
}
_OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_PART = re.compile(r"word/document\d*\.xml")
_TAR_MARK = slice(257, 262)
_PROLOGUE = r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*+"  # possessive, else 30 comments take hours
_ROOT = re.compile(_PROLOGUE + r"<([a-z][\w:.-]*)", re.I | re.S)
_TAGS = re.compile(r"</?(?:html|head|body|div|p|article|section|table|ul|h[1-6]|meta|br)\b[^>]*>", re.I)
_MAIL = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)*?MIME-Version: ?1", re.I)
_XML = re.compile(r"\s*<\?xml", re.I)
_FEED_ROOTS = ("rss", "feed", "rdf:rdf")
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"mimetype")
_ZIP_HEADER_BYTES = 30


def tell_kind(stream: BinaryIO, name: str) -> tuple[Kind, tuple[Note, ...]]:
    """Tell the kind of a seekable stream by its content, and note where its name says another.

    The name decides only between kinds whose content looks alike: plain text, Markdown, CSV and bad JSON Lines.

    Raises:
        UnreadableError: it is of no kind that is read, or protected by a password.
    """
    stream.seek(0)
    head = stream.read(LOOK_AT_BYTES)
    kind = _by_magic(stream, head) or _by_text(head, name)
    stream.seek(0)
    named = kind_of_name(name)
    if named in (None, kind):
        return kind, ()
    return kind, (Note(NoteCode.NAME_MISMATCH, f"the name says {named}, the content is {kind}"),)


def kind_of_name(name: str) -> Kind | None:
    """The kind that a file's name claims."""
    lowered = name.lower()
    return next((kind for kind, suffixes in SUFFIXES.items() if lowered.endswith(suffixes)), None)


def _by_magic(stream: BinaryIO, head: bytes) -> Kind | None:
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(stream, head)
    if head.startswith(_OFFICE_97):
        raise _office_97(head + stream.read(LOOK_FOR_ENCRYPTION_BYTES) + _read_ole_directory(stream, head))
    if head[_TAR_MARK] == b"ustar":
        return Kind.TAR
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


def _in_zip(stream: BinaryIO, head: bytes) -> Kind:
    """Office files are zips: told apart by what they hold. Of a zip that is cut off, the files before that are read."""
    try:
        with zips.open_zip(stream) as archive:
            names = set(archive.namelist())
    except UnreadableError as error:
        if error.reason is Reason.CORRUPT and not head[_ZIP_HEADER_BYTES:].startswith(_OFFICE_PARTS):
            return Kind.ZIP
        raise
    if any(_WORD_PART.fullmatch(part) for part in names):
        return Kind.DOCX
    if {"mimetype", "content.xml"} <= names:
        return Kind.ODT
    for part, what in (("xl/workbook.xml", "a workbook; save the sheet as CSV"), ("ppt/presentation.xml", "slides")):
        if part in names:
            raise UnreadableError(Reason.UNSUPPORTED_FORMAT, what)
    return Kind.ZIP


def _office_97(content: bytes) -> UnreadableError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnreadableError(Reason.ENCRYPTED, "an Office file with a password; save it without one")
    return UnreadableError(Reason.UNSUPPORTED_FORMAT, "an old Office file; save it as DOCX or PDF")


def _read_ole_directory(stream: BinaryIO, head: bytes) -> bytes:
    """Its first entries, which a large file may have at its end."""
    sector_bits, sector = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    stream.seek((sector + 1) << min(sector_bits, 12))
    return stream.read(LOOK_AT_BYTES)


def _by_text(head: bytes, name: str) -> Kind:
    text = plain.decode(head)
    if plain.is_binary(text):
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, "neither text nor a kind of document that is read")
    named = kind_of_name(name)
    if kind := _by_markup(text, named):
        return kind
    start = text.lstrip()
    if _MAIL.match(start):
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, "a mail or a web archive (MHTML); save it as HTML or text")
    if re.match(r'\[\s*\{\s*"|\{[ \t]*[\r\n]\s*"', start):
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, "JSON, but not one object a line; write JSON Lines")
    if re.match(r'\{\s*"', start):
        return Kind.JSONL
    return named if named in (Kind.MARKDOWN, Kind.CSV, Kind.JSONL) else Kind.TEXT


def _by_markup(text: str, named: Kind | None) -> Kind | None:
    text = text.lstrip(plain.BEFORE_MARKUP)
    root = _ROOT.match(text)
    tag = root[1].lower() if root else ""
    if tag in _FEED_ROOTS:
        return Kind.FEED
    if _TAGS.search(text) and (root or _TAGS.match(text.lstrip())):
        return Kind.MARKDOWN if named is Kind.MARKDOWN and tag != "html" else Kind.HTML
    if _XML.match(text):
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, f"XML of an unknown kind, <{tag or '?'}>")
    return None
