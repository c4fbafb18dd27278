"""A text and the quotes from it → stretches that quote the same labels throughout, and characters that can be shown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from models.record import Evidence

_UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters from start to end that quote the same labels, by their places in the record's evidence."""

    start: int
    end: int
    labels: tuple[int, ...]


def stretches(length: int, evidence: Sequence[Evidence], cuts: Iterable[int] = ()) -> Iterator[Stretch]:
    """The whole text in order, cut wherever a quote of any label begins or ends, and at the cuts."""
    quotes = [(quote, label) for label, part in enumerate(evidence) for quote in part.passages]
    inner = (cut for cut in cuts if 0 < cut < length)
    edges = sorted({0, length, *inner, *(edge for quote, _ in quotes for edge in (quote.start, quote.end))})
    for start, end in pairwise(edges):
        yield Stretch(start, end, tuple(label for quote, label in quotes if quote.start <= start < quote.end))


def letter_of(place: int) -> str:
    """What marks the passages of a label, by its place from 0; after the letters come numbers.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', '27')
    """
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def printable(text: str) -> str:
    """Without what would steer a terminal, is not allowed in a page, or turns the reading direction."""
    return _UNPRINTABLE.sub("�", text.replace("\r\n", "\n"))
