"""A web page → one Document: its main text, and what the page says about itself."""

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document as Metadata

from corpora.document import Document, Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers import plain
from corpora.readers.article import is_heavy, main_text
from corpora.readers.languages import language_of
from corpora.readers.titles import title_for

MOST_BYTES = 32 * 2**20
LOOK_AT_BYTES = 4096

# Any other page that is not UTF-8 is Windows-1252: those that claim to be Latin-1 are, too.
_CHARSET = re.compile(
    rb"(?:charset|encoding)\s*=\s*[\"']?\s*(windows-125[013-8]|iso-8859-(?:[2-9]|1[0-6])|macintosh)\b", re.I
)
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SITE_MARKS = (" | ", " - ", " – ", " — ", " · ", " » ", " :: ")
_NO_TITLE = re.compile(r"microsoft word\b.*|untitled.*|document|documento|sin título|home|inicio|index", re.I)
_LANGUAGE_PLACES = "/html/@lang | /html/body/@lang | //main/@lang | //article/@lang"
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the page as one Document.

    Raises:
        UnreadableError: it is larger than MOST_BYTES, or holds no text.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableError(Reason.TOO_LARGE, f"a page of more than {MOST_BYTES // 2**20} MB; save its text alone")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = document_fromstring(_CONTROL.sub(" ", decode(content)).encode(), parser=parser)
    except ParserError as error:
        raise _no_text() from error
    yield _to_document(page, name, is_cut=any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log))


def decode(content: bytes) -> str:
    """Decode a page by its byte-order mark, as UTF-8, by the charset it declares, else as Windows-1252."""
    declared = _CHARSET.search(content[:LOOK_AT_BYTES])
    if declared and not _is_utf_8(content):
        return content.decode(declared[1].decode(), "replace")
    return plain.decode(content).lstrip(plain.BEFORE_MARKUP)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _to_document(page: HtmlElement, name: str, is_cut: bool) -> Document:
    if page.body is None:
        raise _no_text()
    stated, title, language = _describe(page), _title_of(page), _language_of(page)
    headings = {" ".join(heading.text_content().split()).casefold() for heading in page.iterfind(".//h1")}
    text = main_text(page.body)
    if not text:
        raise _no_text()
    site = stated.sitename or stated.hostname
    return Document(
        name,
        text,
        title_for(_without_site(title, site, headings), text),
        language,
        stated.date,
        site,
        tuple(stated.author.split("; ")) if stated.author else (),
        _subjects(stated),
        notes=(Note(NoteCode.LEFT_OUT, "elements that are nested too deep"),) if is_cut else (),
    )


def _describe(page: HtmlElement) -> Metadata:
    """What the page says of itself; of a heavy page only what its head says."""
    if is_heavy(page.body):
        head = document_fromstring("<html></html>")
        head.extend(page.findall("head"))
        page = head
    return extract_metadata(page, date_config=_DATES)


def _title_of(page: HtmlElement) -> str:
    title = page.xpath("string(//meta[@property='og:title']/@content)") or page.findtext(".//title") or ""
    return "" if _NO_TITLE.fullmatch(title.strip()) else " ".join(title.split())


def _language_of(page: HtmlElement) -> str | None:
    """The language on which two places agree: one alone is often that of the template."""
    stated = [language_of(language) for language in page.xpath(_LANGUAGE_PLACES)]
    return stated[0] if len(stated) > 1 and len(set(stated)) == 1 else None


def _without_site(title: str, site: str | None, headings: Collection[str]) -> str:
    """A title without the name of the site before or after it; where it holds a heading of the page, that is it."""
    site = (site or "").casefold()
    for mark in _SITE_MARKS:
        before, _, last = title.rpartition(mark)
        first, _, after = title.partition(mark)
        if after and (first.casefold() == site or after.casefold() in headings):
            return after
        if before and (mark == _SITE_MARKS[0] or last.casefold() == site):
            return before
    return "" if title.casefold() == site else title


def _subjects(stated: Metadata) -> tuple[str, ...]:
    listed = ",".join([*(stated.categories or ()), *(stated.tags or ())])
    return tuple(dict.fromkeys(subject.strip() for subject in listed.split(",") if subject.strip()))


def _no_text() -> UnreadableError:
    detail = "a page without text; if scripts write it, open it in a browser and save what is shown"
    return UnreadableError(Reason.NO_TEXT, detail)
