"""Examples → the parts of them that are measured apart: by language, by genre, by length."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example

Booleans = NDArray[np.bool_]

ALL = "all"
OTHER = "other"
UNKNOWN = "unknown"
LEAST_OF_A_GENRE = 5
LENGTH_LIMITS_WORDS = (150, 350)
LENGTHS = ("under 150 words", "150 to 349 words", "350 words and over")


def masks_of(examples: Sequence[Example]) -> dict[tuple[str, str], Booleans]:
    """(kind, value) → which examples belong to it, each of shape (n_examples,); first of all ("all", "")."""
    genres = Counter(genre_of(example) for example in examples)
    keys: dict[str, Callable[[Example], str]] = {
        "language": lambda example: example.language,
        "genre": lambda example: genre_of(example) if genres[genre_of(example)] >= LEAST_OF_A_GENRE else OTHER,
        "length": lambda example: length_of(example.text),
    }
    masks = {(ALL, ""): np.ones(len(examples), dtype=bool)}
    for kind, key in keys.items():
        values = np.array([key(example) for example in examples])
        masks.update({(kind, str(value)): values == value for value in sorted(set(values), key=_order)})
    return masks


def languages_of(masks: dict[tuple[str, str], Booleans]) -> dict[str, Booleans]:
    """The masks of all examples, as "all", and of every language."""
    return {value or kind: mask for (kind, value), mask in masks.items() if kind in (ALL, "language")}


def genre_of(example: Example) -> str:
    """The genre, or "unknown"."""
    return example.genre or UNKNOWN


def length_of(text: str) -> str:
    """The length of a text in words, as one of `LENGTHS`."""
    words = len(text.split())
    return LENGTHS[sum(words >= limit for limit in LENGTH_LIMITS_WORDS)]


def _order(value: str) -> tuple[bool, int, str]:
    return value == OTHER, LENGTHS.index(value) if value in LENGTHS else 0, value
