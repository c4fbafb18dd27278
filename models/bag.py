"""What the classifier sees of a text or a passage: its words in order, and which concepts it mentions where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Integers = NDArray[np.int64]
NOTHING: Integers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Bag:
    """What the classifier sees of a text or a passage.

    words : normalised words in order, shape (n_words,).
    concepts : indices of mentioned concepts in order, shape (n_mentions,).
    positions : the word at which each mention begins, shape (n_mentions,).
    starts : the character of the text at which each word begins, shape (n_words,); empty where that is not known.
    """

    language: str
    words: Sequence[str]
    concepts: Integers
    positions: Integers
    starts: Integers = field(default_factory=lambda: NOTHING)

    @cached_property
    def distinct_words(self) -> list[str]:
        """Each word once, in order of first occurrence."""
        return list(dict.fromkeys(self.words))

    @cached_property
    def word_ids(self) -> Integers:
        """Each word as its place in `distinct_words`, shape (n_words,)."""
        ids = {word: place for place, word in enumerate(self.distinct_words)}
        return np.array([ids[word] for word in self.words], dtype=np.int64)

    @cached_property
    def word_counts(self) -> Integers:
        """How often each of `distinct_words` stands here."""
        return np.bincount(self.word_ids, minlength=len(self.distinct_words))

    @cached_property
    def concept_counts(self) -> tuple[Integers, Integers]:
        """Each mentioned concept once, in rising order, and how often it is mentioned."""
        return np.unique(self.concepts, return_counts=True)

    def rows_in(self, table: Mapping[str, int]) -> Integers:
        """The row of each of `distinct_words` in a table, -1 where it has none; looked up once."""

        def look_up() -> Integers:
            return np.array([table.get(word, -1) for word in self.distinct_words], dtype=np.int64)

        return self.remember(table, look_up)

    def remember(self, owner: object, compute: Callable[[], T]) -> T:
        """What an object computes of this bag, computed once."""
        known: dict[int, tuple[object, T]] = self.__dict__.setdefault("_remembered", {})
        if id(owner) not in known:  # holding the owner, too, so that no other gets its id
            known[id(owner)] = owner, compute()
        return known[id(owner)][1]


def concatenate(bags: Sequence[Bag]) -> Bag:
    """One bag of successive ones of the same language."""
    words_before = accumulate((len(bag.words) for bag in bags[:-1]), initial=0)
    return Bag(
        bags[0].language,
        list(chain.from_iterable(bag.words for bag in bags)),
        np.concatenate([bag.concepts for bag in bags]),
        np.concatenate([before + bag.positions for before, bag in zip(words_before, bags, strict=True)]),
        np.concatenate([bag.starts for bag in bags]),
    )
