"""What an office file states about itself → the fields of its Document; what its program filled in is left out."""

from dataclasses import dataclass

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.languages import language_of
from corpora.readers.pdf_info import authors_of, date_of, subjects_of, title_of
from corpora.readers.titles import title_for

_PYTHON_DOCX = ("Word Document", "python-docx", "2013-12-23")  # what it fills in where nothing is stated


@dataclass(frozen=True, slots=True)
class Properties:
    """As stated in the file.

    authors, keywords : each a list in one string, as they are typed into the dialogue.
    date : ISO 8601, with or without a time.
    language : a tag such as "es-MX".
    """

    title: str = ""
    authors: str = ""
    keywords: str = ""
    date: str = ""
    language: str = ""


def to_document(name: str, text: str, stated: Properties, has_images: bool) -> Document:
    """The Document of an office file.

    Raises:
        UnreadableError: `no_text`, or `image_only` where it has images but no text.
    """
    if not text and has_images:
        raise UnreadableError(Reason.IMAGE_ONLY, "only images in it; recognise their text (OCR) first")
    if not text:
        raise UnreadableError(Reason.NO_TEXT, "no text in it")
    title, day = title_of({"Title": stated.title}), date_of({"CreationDate": stated.date})
    authors = authors_of({"Author": stated.authors})
    return Document(
        name,
        text,
        title="" if title in _PYTHON_DOCX else title_for(title, text),
        language=language_of(stated.language),
        date=None if day in _PYTHON_DOCX else day,
        authors=tuple(author for author in authors if author not in _PYTHON_DOCX),
        subjects=subjects_of({"Keywords": stated.keywords}),
    )
