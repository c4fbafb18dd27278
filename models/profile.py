"""Bags → profiles: a short dense row of what the lexicon says of a text, by mention and by meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.bag import NOTHING, Bag

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST_LENGTH_WORDS = 15
WINDOW_WORDS = 75
SHORT_WINDOW_WORDS = 25
LEAST_LEAD_SCORE = 0.3
LEAD_WORDS = 40
LENGTH_UNIT_WORDS = 100


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """How strongly each word of a language speaks for each label and, last, for the field, by what it means.

    rows : word → row.
    weights : shape (n_words, n_labels + 1).
    """

    rows: dict[str, int]
    weights: Floats


class Profiler:
    """Computes profiles.

    Parameters
    ----------
    concept_weights : array of shape (n_concepts, n_labels + 1)
        How strongly a mention of each concept speaks for each label and, last, for the field.
    word_tables : per language, a WordTable; a language without one has zeros in its place.
    """

    def __init__(self, concept_weights: Floats, word_tables: Mapping[str, WordTable]) -> None:
        self.concept_weights = concept_weights
        self.word_tables = word_tables

    def profile(self, bags: Sequence[Bag]) -> Floats:
        """Rows of shape (n_bags, 6 * (n_labels + 1)).

        In order: concepts and words in the whole bag, concepts and words in the mean over windows of about 75
        words, concepts in the lead, each for the labels and the field; the share of the windows of about 25 words
        that each label leads; and the log of the length in hundreds of words.
        """
        if not bags:
            return np.empty((0, 6 * self.concept_weights.shape[1]))
        return np.stack([bag.remember(self, partial(self._row, bag)) for bag in bags])

    def parts(self, bag: Bag) -> tuple[Integers, Floats]:
        """What each mentioned concept and each known word adds to the bag's profile.

        The windows that a label leads and the length are left out: they are no sum over terms.

        Returns:
            The known words as places in the bag's distinct words; and the rows of shape (n_terms, n_columns), those
            of the bag's concepts, in their rising order, before those of the words.
        """
        n_words = max(len(bag.words), LEAST_LENGTH_WORDS)
        n_windows, windows = _windows(bag, WINDOW_WORDS)
        scale = n_windows * _window_root(bag, n_windows)
        concepts, counts = bag.concept_counts
        in_windows = np.sort(_distinct_pairs(windows, bag.concepts)[1])
        in_lead = np.sort(bag.concepts[bag.positions < LEAD_WORDS])
        known, words, word_counts, table = self._known_words(bag)
        of_concepts, of_words = self.concept_weights[concepts], table[words]
        parts = np.zeros((len(concepts) + len(words), 6, self.concept_weights.shape[1]))
        parts[: len(concepts), 0] = of_concepts * np.sqrt(counts)[:, np.newaxis] / np.sqrt(n_words)
        parts[len(concepts) :, 1] = of_words * np.sqrt(word_counts)[:, np.newaxis] / np.sqrt(n_words)
        parts[: len(concepts), 2] = of_concepts * _count_of(concepts, in_windows)[:, np.newaxis] / scale
        parts[len(concepts) :, 3] = of_words * word_counts[:, np.newaxis] / scale
        lead_root = np.sqrt(_count_of(concepts, in_lead)) / np.sqrt(min(n_words, LEAD_WORDS))
        parts[: len(concepts), 4] = of_concepts * lead_root[:, np.newaxis]
        rows_of_terms = parts.reshape(len(parts), 6 * self.concept_weights.shape[1])
        return known, rows_of_terms

    def _row(self, bag: Bag) -> Floats:
        n_words = max(len(bag.words), LEAST_LENGTH_WORDS)
        _, words, counts, table = self._known_words(bag)
        of_words = table[words]
        n_windows, windows = _windows(bag, WINDOW_WORDS)
        scale = n_windows * _window_root(bag, n_windows)
        _, once = _distinct_pairs(windows, bag.concepts)
        lead = bag.positions < LEAD_WORDS
        return np.concatenate(
            [
                rooted_sum(bag.concept_counts, self.concept_weights) / np.sqrt(n_words),
                np.sqrt(counts) @ of_words / np.sqrt(n_words),
                self.concept_weights[once].sum(axis=0) / scale,  # a concept counts once a window
                counts @ of_words / scale,
                rooted_sum(np.unique(bag.concepts[lead], return_counts=True), self.concept_weights)
                / np.sqrt(min(n_words, LEAD_WORDS)),
                self._led_share(bag),
                [np.log(n_words / LENGTH_UNIT_WORDS)],
            ]
        )

    def _known_words(self, bag: Bag) -> tuple[Integers, Integers, Integers, Floats]:
        """The words that the table of the bag's language knows, and the table's weights.

        They are given as places in the bag's distinct words, as rows of the table, and by how often they stand there.
        """
        table = self.word_tables.get(bag.language)
        if table is None:
            return NOTHING, NOTHING, NOTHING, np.zeros((1, self.concept_weights.shape[1]))
        rows = bag.rows_in(table.rows)
        known = np.flatnonzero(rows >= 0)
        return known, rows[known], bag.word_counts[known], table.weights

    def _led_share(self, bag: Bag) -> Floats:
        """For each label, the share of short windows in which its concepts outweigh the others' and the field's too."""
        n_windows, windows = _windows(bag, SHORT_WINDOW_WORDS)
        in_windows, concepts = _distinct_pairs(windows, bag.concepts)
        sums = np.zeros((n_windows, self.concept_weights.shape[1]))
        np.add.at(sums, in_windows, self.concept_weights[concepts])
        scores, field = sums[:, :-1] / _window_root(bag, n_windows), sums[:, -1]
        leading = scores.argmax(axis=1)[(scores.max(axis=1) > LEAST_LEAD_SCORE) & (field > 0)]
        return np.bincount(leading, minlength=scores.shape[1]) / n_windows


def _windows(bag: Bag, size: int) -> tuple[int, Integers]:
    """The number of windows of about a size in words, and the window of each mention."""
    n_words = max(len(bag.words), 1)
    n_windows = max(1, round(n_words / size))
    return n_windows, np.minimum(bag.positions * n_windows // n_words, n_windows - 1)


def _window_root(bag: Bag, n_windows: int) -> float:
    return float(np.sqrt(max(len(bag.words) / n_windows, LEAST_LENGTH_WORDS)))


def _distinct_pairs(windows: Integers, concepts: Integers) -> tuple[Integers, Integers]:
    """Each window and concept that come together, once; as one number each they sort quicker than as two."""
    base = int(concepts.max(initial=0)) + 1
    found_windows, found_concepts = np.divmod(np.unique(windows * base + concepts), base)
    return found_windows, found_concepts


def _count_of(items: Integers, found: Integers) -> Integers:
    """How often each item stands in a sorted array."""
    return np.searchsorted(found, items, side="right") - np.searchsorted(found, items, side="left")


def rooted_sum(counted: tuple[Integers, Integers], weights: Floats) -> Floats:
    """Sum of the weights of items, each with the root of its count; shape (n_columns,)."""
    distinct, counts = counted
    return np.asarray(np.sqrt(counts) @ weights[distinct])
