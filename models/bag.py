"""What the classifier sees of a text or a passage: its words in order, and which concepts it mentions where."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Integers = NDArray[np.int64]
NOTHING: Integers = np.empty(0, dtype=np.int64)


class Words(Sequence[str]):
    """Words in order, each as its place in a list of distinct ones, which a text shares with all its parts.

    Parameters
    ----------
    distinct : the distinct words, perhaps with others that do not stand here.
    ids : places in `distinct`, shape (n_words,).
    """

    def __init__(self, distinct: "Distinct", ids: Integers) -> None:
        self.distinct = distinct
        self.ids = ids

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """Words as they are given; the distinct ones in order of first occurrence."""
        if isinstance(words, Words):
            return words
        places: dict[str, int] = {}
        ids = [places.setdefault(word, len(places)) for word in words]
        return cls(Distinct(list(places)), np.array(ids, dtype=np.int64))

    @cached_property
    def places(self) -> Integers:
        """Places in `distinct` of the words that stand here, each once, in rising order."""
        return np.flatnonzero(self._counts)

    @cached_property
    def counts(self) -> Integers:
        """How often each of `places` stands here."""
        return self._counts[self.places]

    @cached_property
    def _counts(self) -> Integers:
        return np.bincount(self.ids, minlength=len(self.distinct.words))

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "Words": ...
    def __getitem__(self, index: int | slice) -> "str | Words":
        if isinstance(index, slice):
            return Words(self.distinct, self.ids[index])
        return self.distinct.words[int(self.ids[index])]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]


class Distinct:
    """The distinct words of a text, and where tables have them; looked up once a table."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._rows: dict[int, tuple[Mapping[str, int], Integers]] = {}

    def rows_in(self, table: Mapping[str, int]) -> Integers:
        """The row of each word in a table, -1 where it has none."""
        if id(table) not in self._rows:  # holding the table, too, so that no other gets its id
            get = table.get
            self._rows[id(table)] = table, np.array([get(word, -1) for word in self.words], dtype=np.int64)
        return self._rows[id(table)][1]


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
    def _words(self) -> Words:
        return Words.of(self.words)

    @cached_property
    def distinct_words(self) -> list[str]:
        """Each word once."""
        words = self._words.distinct.words
        return [words[place] for place in self._words.places.tolist()]

    @cached_property
    def word_ids(self) -> Integers:
        """Each word as its place in `distinct_words`, shape (n_words,)."""
        return np.searchsorted(self._words.places, self._words.ids)

    @property
    def word_counts(self) -> Integers:
        """How often each of `distinct_words` stands here."""
        return self._words.counts

    @cached_property
    def concept_counts(self) -> tuple[Integers, Integers]:
        """Each mentioned concept once, in rising order, and how often it is mentioned."""
        return np.unique(self.concepts, return_counts=True)

    def lead(self, n_words: int) -> "Bag":
        """The first words, and the mentions that begin in them."""
        n_mentions = int(np.searchsorted(self.positions, n_words))
        mentions, words = slice(n_mentions), slice(n_words)
        concepts, positions = self.concepts[mentions], self.positions[mentions]
        return Bag(self.language, self._words[words], concepts, positions, self.starts[words])

    def rows_in(self, table: Mapping[str, int]) -> Integers:
        """The row of each of `distinct_words` in a table, -1 where it has none."""
        return self._words.distinct.rows_in(table)[self._words.places]

    @cached_property
    def _remembered(self) -> dict[int, tuple[object, Any]]:
        return {}


def remember(bags: Sequence[Bag], owner: object, compute: Callable[[Sequence[Bag]], Sequence[T]]) -> list[T]:
    """What an object computes of each bag; it computes it at once for those that it has not met."""
    new = [bag for bag in bags if id(owner) not in bag._remembered]
    for bag, computed in zip(new, compute(new) if new else (), strict=True):
        bag._remembered[id(owner)] = owner, computed  # holding the owner, so that no other gets its id
    return [bag._remembered[id(owner)][1] for bag in bags]


def concatenate(bags: Sequence[Bag]) -> Bag:
    """One bag of successive ones of the same language."""
    words_before = accumulate((len(bag.words) for bag in bags[:-1]), initial=0)
    return Bag(
        bags[0].language,
        _concatenate_words([bag._words for bag in bags]),
        np.concatenate([bag.concepts for bag in bags]),
        np.concatenate([before + bag.positions for before, bag in zip(words_before, bags, strict=True)]),
        np.concatenate([bag.starts for bag in bags]),
    )


def _concatenate_words(parts: Sequence[Words]) -> Words:
    distinct = parts[0].distinct
    if all(part.distinct is distinct for part in parts):
        return Words(distinct, np.concatenate([part.ids for part in parts]))
    return Words.of(chain.from_iterable(parts))
