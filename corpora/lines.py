"""A text → its lines, with the words that each is recognised by, whatever its language."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases

MARKS = ".,;:!?…¿¡()[]{}<>«»\"'“”‘’|/\\•·*#-–—_=+»›→"
BULLETS = "•·*-–—▪■●○◦➢✓"

_LINE = re.compile(r"[^\n]+")
_END_MARKS = ".;:,!?…—-"
_CLOSING_MARKS = "'\"”»)] \t"
_NUMBERING = re.compile(r"(?:(?:chapter|section|part|cap[ií]tulo|secci[oó]n|parte) )?(?:\d{1,3}|[ivxl]{1,5}) ")


class Line(NamedTuple):
    """A line that is not blank, without the white space around it.

    start, end : in characters of the text, white space around it included.
    words : in lower case, without punctuation around them; a bullet by itself is none.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """Its words with a space before, between and after them, so that " read more " is not found in others."""
        return f" {' '.join(self.words)} "

    @property
    def heading(self) -> str:
        """Its words without a number before them."""
        return _NUMBERING.sub("", " ".join(self.words) + " ", count=1).strip()

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends with a mark, as sentences, clauses and items of a list do and entries of a menu do not."""
        return self.text.rstrip(_CLOSING_MARKS)[-1:] in tuple(_END_MARKS)

    @property
    def is_item(self) -> bool:
        """Whether a bullet stands before it."""
        return self.text[0] in BULLETS


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    return [
        Line(match.start(), match.end(), stripped, words_of(stripped))
        for match in _LINE.finditer(text)
        if (stripped := match.group().strip())
    ]


def runs(lines: Iterable[Line], is_member: Callable[[Line], bool], least: int) -> Iterator[list[Line]]:
    """Yield the runs of successive lines that are members, of a least number of lines."""
    for belongs, run in groupby(lines, is_member):
        members = list(run)
        if belongs and len(members) >= least:
            yield members


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without the punctuation around them."""
    bare = [word if word.isalnum() else word.strip(MARKS) for word in text.lower().split()]
    return tuple(filter(None, bare))


@cache
def wording(name: str) -> frozenset[str]:
    """The phrases of one kind in all languages: a page may have its menu in another one than its text."""
    return frozenset(phrase for language in LANGUAGES for phrase in read_phrases(name, language))
