"""A text to be tagged, with what is known about it, or why nothing can be read from it."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

MAX_CHARACTERS = 1_000_000
MOST_NAME_CHARACTERS = 4_096  # of an id, a title, a source, an author, a subject
MOST_NAMES = 100
MOST_DETAIL_CHARACTERS = 1_000


class Reason(StrEnum):
    """Why a document was not judged."""

    UNSUPPORTED_LANGUAGE = "unsupported_language"
    TOO_SHORT = "too_short"
    NO_TEXT = "no_text"
    IMAGE_ONLY = "image_only"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED_FORMAT = "unsupported_format"


class NoteCode(StrEnum):
    """What a reader of the record should know besides."""

    NAME_MISMATCH = "name_mismatch"
    LEFT_OUT = "left_out"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on how a document was read: a code that stays, and a detail for people, in English."""

    code: NoteCode
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it.

    title : stands before the text in what is analysed, hashed and quoted.
    language : stated by whoever handed the document in, or by the document itself; None to have it detected.
    date : of publication, ISO 8601, as exact as is known ("2014", "2014-03-27"); None where it is unknown.
    source : who published it or where it stands: a site, an address, a publisher.
    authors, subjects : names of its authors; its categories and tags.
    page_starts : the character of text at which each page begins, for formats that have pages.
    problem : why nothing can be read from it, or None.
    notes : what was remarkable in reading it.
    """

    id: str
    text: str
    title: str = ""
    language: str | None = None
    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()
    problem: Reason | None = None
    notes: tuple[Note, ...] = ()

    @classmethod
    def unread(cls, id: str, reason: Reason, detail: str = "") -> Self:
        """A document of which nothing could be read; detail says what was found and what to do."""
        return cls(id, "", problem=reason, notes=(Note(NoteCode.UNREADABLE, detail),) if detail else ())

    def within_bounds(self) -> Self:
        """The same where names are longer, or more, than names are: their beginnings; so long a title begins the text.

        A file may have them as long as memory allows, and what lists documents holds many of them at a time.
        """
        title, text = (self.title, self.text) if len(self.title) <= MOST_NAME_CHARACTERS else ("", self.full_text)
        return replace(
            self,
            id=self.id[:MOST_NAME_CHARACTERS],
            text=text,
            title=title,
            source=self.source and self.source[:MOST_NAME_CHARACTERS],
            authors=_first_names(self.authors),
            subjects=_first_names(self.subjects),
            page_starts=tuple(start + len(text) - len(self.text) for start in self.page_starts),
            notes=tuple(replace(note, detail=note.detail[:MOST_DETAIL_CHARACTERS]) for note in self.notes),
        )

    @property
    def full_text(self) -> str:
        """Title and text as one; offsets of evidence point into it."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, on which a character of `full_text` stands; None where there are no pages."""
        if not self.page_starts:
            return None
        shift = len(self.full_text) - len(self.text)
        return max(1, bisect_right(self.page_starts, offset - shift))


def _first_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[:MOST_NAME_CHARACTERS] for name in names[:MOST_NAMES])


def digest_text(text: str) -> str:
    """SHA-256 (hex) of a text's UTF-8 bytes; a lone surrogate counts as the bytes it stands for."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
