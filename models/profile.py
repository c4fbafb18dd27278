"""Bags → profiles: a short dense row of what the lexicon says of a text, by mention and by meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.analysis import Bag

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST_LENGTH_WORDS = 15
WINDOW_WORDS = 75
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
        """Rows of shape (n_bags, 5 * (n_labels + 1) + 1).

        In order: concepts and words in the whole bag, concepts and words in the mean over windows of about 75
        words, concepts in the lead, and the log of the length in hundreds of words.
        """
        if not bags:
            return np.empty((0, 5 * self.concept_weights.shape[1] + 1))
        return np.stack([self._row(bag) for bag in bags])

    def _row(self, bag: Bag) -> Floats:
        n_words = max(len(bag.words), LEAST_LENGTH_WORDS)
        words, weights = self._known_words(bag)
        lead = bag.positions < LEAD_WORDS
        return np.concatenate(
            [
                rooted_sum(bag.concepts, self.concept_weights) / np.sqrt(n_words),
                rooted_sum(words, weights) / np.sqrt(n_words),
                *self._window_means(bag, words, weights),
                rooted_sum(bag.concepts[lead], self.concept_weights) / np.sqrt(min(n_words, LEAD_WORDS)),
                [np.log(n_words / LENGTH_UNIT_WORDS)],
            ]
        )

    def _known_words(self, bag: Bag) -> tuple[Integers, Floats]:
        """Rows of the bag's words that the table of its language knows, and the table's weights."""
        table = self.word_tables.get(bag.language)
        if table is None:
            return np.empty(0, dtype=np.int64), np.zeros((1, self.concept_weights.shape[1]))
        rows = [row for word in bag.words if (row := table.rows.get(word)) is not None]
        return np.array(rows, dtype=np.int64), table.weights

    def _window_means(self, bag: Bag, words: Integers, weights: Floats) -> tuple[Floats, Floats]:
        """Means over the windows; a concept counts once a window, a word as often as it stands."""
        n_words = max(len(bag.words), 1)
        n_windows = max(1, round(n_words / WINDOW_WORDS))
        scale = n_windows * np.sqrt(max(n_words / n_windows, LEAST_LENGTH_WORDS))
        windows = np.minimum(bag.positions * n_windows // n_words, n_windows - 1)
        once = np.unique(np.stack([windows, bag.concepts]), axis=1)[1]
        return self.concept_weights[once].sum(axis=0) / scale, weights[words].sum(axis=0) / scale


def rooted_sum(items: Integers, weights: Floats) -> Floats:
    """Sum of the items' weights, an item counting with the root of its occurrences; shape (n_columns,)."""
    distinct, counts = np.unique(items, return_counts=True)
    return np.asarray(np.sqrt(counts) @ weights[distinct])
