"""Bags → profiles: a short dense row of what the lexicon says of a text, by mention and by meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bag import NOTHING, Bag, remember
from models.batch import Batch, distinct_pairs, rooted_sums, sum_by_group

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

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
        rows = remember(bags, self, lambda new: list(self._rows(new)))
        return np.reshape(np.array(rows), (len(bags), 6 * self.concept_weights.shape[1]))

    def parts(self, bag: Bag) -> tuple[Integers, Floats]:
        """What each mentioned concept and each known word adds to the bag's profile.

        The windows that a label leads and the length are left out: they are no sum over terms.

        Returns:
            The known words as places in the bag's distinct words; and the rows of shape (n_terms, n_columns), those
            of the bag's concepts, in their rising order, before those of the words.
        """
        batch = Batch([bag])
        n_words = int(batch.counted_lengths[0])
        n_windows, windows = batch.windows(WINDOW_WORDS)
        scale = (n_windows * batch.window_roots(n_windows))[0]
        concepts, counts = bag.concept_counts
        in_windows = np.sort(distinct_pairs(windows, bag.concepts)[1])
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

    def _rows(self, bags: Sequence[Bag]) -> Floats:
        batch, weights = Batch(bags), self.concept_weights
        roots = np.sqrt(batch.counted_lengths)[:, np.newaxis]
        lead_roots = np.sqrt(np.minimum(batch.counted_lengths, LEAD_WORDS))[:, np.newaxis]
        n_windows, windows = batch.windows(WINDOW_WORDS)
        scales = (n_windows * batch.window_roots(n_windows))[:, np.newaxis]
        at, once, _ = distinct_pairs(windows, batch.concepts)  # a concept counts once a window
        in_windows = sum_by_group(weights[once], np.repeat(np.arange(len(bags)), n_windows)[at], len(bags))
        rooted, counted = self._word_sums(bags)
        blocks = [
            rooted_sums(batch, weights) / roots,
            rooted / roots,
            in_windows / scales,
            counted / scales,
            rooted_sums(batch, weights, before=LEAD_WORDS) / lead_roots,
            self._led_shares(batch),
            np.log(batch.counted_lengths / LENGTH_UNIT_WORDS)[:, np.newaxis],
        ]
        return np.concatenate(blocks, axis=1)

    def _word_sums(self, bags: Sequence[Bag]) -> tuple[Floats, Floats]:
        """Sums of the weights of each bag's words: each with the root of its count, and each with its count."""
        known = [self._known_words(bag) for bag in bags]
        owners = np.repeat(np.arange(len(bags)), [len(rows) for _, rows, _, _ in known])
        counts = np.concatenate([counts for _, _, counts, _ in known])[:, np.newaxis]
        weights = np.concatenate([table[rows] for _, rows, _, table in known])
        rooted, counted = (sum_by_group(scale * weights, owners, len(bags)) for scale in (np.sqrt(counts), counts))
        return rooted, counted

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

    def _led_shares(self, batch: Batch) -> Floats:
        """For each label, the share of short windows in which its concepts outweigh the others' and the field's too."""
        n_windows, windows = batch.windows(SHORT_WINDOW_WORDS)
        at, concepts, _ = distinct_pairs(windows, batch.concepts)
        owners = np.repeat(np.arange(batch.n_bags), n_windows)
        sums = sum_by_group(self.concept_weights[concepts], at, len(owners))
        scores, field = sums[:, :-1] / batch.window_roots(n_windows)[owners, np.newaxis], sums[:, -1]
        leads = (scores.max(axis=1) > LEAST_LEAD_SCORE) & (field > 0)
        n_labels = scores.shape[1]
        led = owners[leads] * n_labels + scores.argmax(axis=1)[leads]
        counts = np.bincount(led, minlength=batch.n_bags * n_labels).reshape(batch.n_bags, n_labels)
        return np.asarray(counts / n_windows[:, np.newaxis])


def _count_of(items: Integers, found: Integers) -> Integers:
    """How often each item stands in a sorted array."""
    return np.searchsorted(found, items, side="right") - np.searchsorted(found, items, side="left")
