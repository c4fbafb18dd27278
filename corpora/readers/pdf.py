"""A PDF → its Document: running text in the order of reading, with the beginnings of its pages."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from corpora.document import MAX_CHARACTERS, Document, Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers.layout import compose
from corpora.readers.pdf_fallback import Fallback
from corpora.readers.pdf_info import authors_of, date_of, subjects_of, title_of
from corpora.readers.pdf_pages import lines_of
from corpora.readers.printed_lines import Line
from corpora.readers.titles import title_for

MOST_PAGES = 2_000
LEAST_WORDS = 20
LEAST_WORDS_A_PAGE = 5
LEAST_WORDS_A_SCAN = 60
COVERED_SHARE = 0.5
LEAST_SHARE_SCANNED = 0.1
IMAGE_DEPTH = 3
INFO_KEYS = ("Title", "Author", "Keywords", "CreationDate")


@dataclass(slots=True)
class _Content:
    """What a PDF states of itself and the lines of its pages; how many of these are images or cannot be read."""

    info: dict[str, str]
    pages: list[list[Line]] = field(default_factory=list)
    n_characters: int = 0
    n_scanned: int = 0
    n_broken: int = 0

    def add(self, lines: list[Line] | None) -> None:
        """The next page; None if it cannot be read."""
        self.pages.append(lines or [])
        self.n_broken += lines is None
        self.n_characters += sum(len(line.text) for line in lines or ())
        if self.n_characters > MAX_CHARACTERS:
            detail = f"more than {MAX_CHARACTERS:,} characters in {len(self.pages):,} pages; divide the file"
            raise UnreadableError(Reason.TOO_LARGE, detail)


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the one document of a PDF.

    Columns are read one after the other, words divided at the end of a line made whole, running heads and page
    numbers left out. The stated language is left aside: it is mostly that of the program, not of the text.

    Raises:
        UnreadableError: encrypted, corrupt, no_text, image_only or too_large.
    """
    content = _parse(stream)
    text, page_starts = compose(content.pages)
    if len(text.split()) < LEAST_WORDS:
        _refuse_textless(content, text)
    yield Document(
        name,
        text,
        title=title_for(title_of(content.info), text),
        date=date_of(content.info),
        authors=authors_of(content.info),
        subjects=subjects_of(content.info),
        page_starts=page_starts,
        notes=tuple(_notes(content)),
    )


def _parse(stream: BinaryIO) -> _Content:
    fallback = Fallback(stream)
    try:
        with pypdfium2.PdfDocument(stream) as pdf:
            return _by_pdfium(pdf, fallback)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableError(Reason.ENCRYPTED, "a PDF with a password; save it without one") from error
        return _by_pypdf(fallback)


def _by_pdfium(pdf: pypdfium2.PdfDocument, fallback: Fallback) -> _Content:
    _check_pages(len(pdf))
    if pdf.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        raise UnreadableError(Reason.UNSUPPORTED_FORMAT, "a form (XFA) that few programs show; print it to PDF")
    content = _Content({key: pdf.get_metadata_value(key) for key in INFO_KEYS})
    for number in range(len(pdf)):
        try:
            with closing(pdf[number]) as page:
                lines = lines_of(page)
                content.n_scanned += _is_scanned(page, _count_words(lines))
            content.add(lines)
        except pypdfium2.PdfiumError:
            content.add(fallback.lines(number))
    return content


def _by_pypdf(fallback: Fallback) -> _Content:
    _check_pages(len(fallback))
    content = _Content(fallback.info())
    for number in range(len(fallback)):
        content.add(fallback.lines(number))
    return content


def _check_pages(count: int) -> None:
    if count > MOST_PAGES:
        raise UnreadableError(Reason.TOO_LARGE, f"{count:,} pages, at most {MOST_PAGES:,} are read; divide the file")


def _count_words(lines: list[Line]) -> int:
    return sum(line.text.count(" ") + 1 for line in lines)


def _is_scanned(page: pypdfium2.PdfPage, n_words: int) -> bool:
    """Whether an image has hardly a word beside it, or no more than a stamp (a signature, a code) on a whole page."""
    if n_words >= LEAST_WORDS_A_SCAN:
        return False
    images = page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=IMAGE_DEPTH)
    if n_words < LEAST_WORDS_A_PAGE:
        return any(True for _ in images)
    width, height = page.get_size()
    return any(_area(image) >= COVERED_SHARE * width * height for image in images)


def _area(image: pypdfium2.PdfObject) -> float:
    left, bottom, right, top = image.get_bounds()
    return float((right - left) * (top - bottom))


def _refuse_textless(content: _Content, text: str) -> None:
    """Raise where nothing, or next to nothing beside images, is there to be read."""
    count = len(content.pages)
    if content.n_scanned:
        raise UnreadableError(Reason.IMAGE_ONLY, f"images only on {content.n_scanned} of {count} pages; run OCR first")
    if not text and content.n_broken:
        raise UnreadableError(Reason.CORRUPT, f"{content.n_broken} of {count} pages cannot be read")
    if not text:
        raise UnreadableError(Reason.NO_TEXT, f"nothing to read on any page ({count}), nor an image of it")


def _notes(content: _Content) -> Iterator[Note]:
    count = len(content.pages)
    if content.n_scanned > LEAST_SHARE_SCANNED * count:
        detail = f"images and hardly a word on {content.n_scanned} of {count} pages; if they are scans, run OCR first"
        yield Note(NoteCode.LEFT_OUT, detail)
    if content.n_broken:
        yield Note(NoteCode.LEFT_OUT, f"{content.n_broken} of {count} pages cannot be read")
