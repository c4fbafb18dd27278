"""Bags of words and concepts → numbers: TF-IDF of words, TF-IDF of concepts, weighted scores of the lexicon."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bag import Bag
from models.batch import LEAST_LENGTH_WORDS, Batch, distinct_pairs, rooted_sums, sum_by_group

MOST_DOCUMENTS_SHARE = 0.1
LEAST_MOST_DOCUMENTS = 50

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class BagFeatures:
    """Turns bags into one sparse row each: words, concepts, lexicon scores.

    concept_weights : how strongly a mention of each concept speaks for each label and, last, for the field; shape
        (n_concepts, n_labels + 1).
    word_rows : the column of each word that counts.
    word_rarity, concept_rarity : inverse document frequency of these words and of the concepts.
    """

    concept_weights: Floats
    word_rows: dict[str, int]
    word_rarity: Floats
    concept_rarity: Floats

    @classmethod
    def fit(cls, bags: Sequence[Bag], concept_weights: Floats, min_df: int = 2) -> "BagFeatures":
        """Learn the vocabulary and the rarity of its words and of the concepts.

        A word counts that stands in min_df documents at least, and at most in a tenth of them (or in 50).
        """
        n_with_word = Counter(word for bag in bags for word in bag.distinct_words)
        most = max(round(MOST_DOCUMENTS_SHARE * len(bags)), LEAST_MOST_DOCUMENTS)
        words = sorted(word for word, n in n_with_word.items() if min(min_df, len(bags)) <= n <= most)
        n_with_concept = np.zeros(len(concept_weights))
        for bag in bags:
            n_with_concept[bag.concept_counts[0]] += 1
        return cls(
            concept_weights,
            {word: row for row, word in enumerate(words)},
            _rarity(np.array([n_with_word[word] for word in words], dtype=float), len(bags)),
            _rarity(n_with_concept, len(bags)),
        )

    def transform(self, bags: Sequence[Bag]) -> Any:
        """A sparse matrix of shape (n_bags, n_words + n_concepts + n_labels + 1).

        The rows are those of scikit-learn's TfidfVectorizer with `sublinear_tf`.
        """
        from scipy.sparse import csr_matrix  # training needs it, tagging does not

        n_columns = len(self.word_rarity) + sum(self.concept_weights.shape)
        rows = [self.row(bag) for bag in bags]
        edges = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, values = ([*part] for part in zip(*rows, strict=True)) if rows else ([np.empty(0)], [np.empty(0)])
        return csr_matrix((np.concatenate(values), np.concatenate(columns), edges), shape=(len(bags), n_columns))

    def row(self, bag: Bag) -> tuple[Integers, Floats]:
        """Columns and values of one bag: words, then concepts, then lexicon scores."""
        words, concepts, scores = self._blocks([bag])
        n_words, (n_concepts, n_scores) = len(self.word_rarity), self.concept_weights.shape
        columns = [words.columns, n_words + concepts.columns, n_words + n_concepts + np.arange(n_scores)]
        return np.concatenate(columns), np.concatenate([words.values, concepts.values, scores[0]])

    def sums(self, bags: Sequence[Bag], coef: Floats) -> Floats:
        """What a linear model sums for each bag, shape (n_bags, n_labels); coef has shape (n_features, n_labels)."""
        words, concepts, scores = self._blocks(bags)
        n_words, n_concepts = len(self.word_rarity), len(self.concept_weights)
        of_words = words.sums(coef[:n_words], len(bags))
        of_concepts = concepts.sums(coef[n_words : n_words + n_concepts], len(bags))
        return np.asarray(of_words + of_concepts + scores @ coef[n_words + n_concepts :])

    def _blocks(self, bags: Sequence[Bag]) -> tuple["_Entries", "_Entries", Floats]:
        """TF-IDF of words and of concepts, and lexicon scores."""
        found = [(*self._known_words(bag), bag.word_counts) for bag in bags]
        words = _entries(
            np.repeat(np.arange(len(bags)), [len(known) for known, _, _ in found]),
            np.concatenate([rows for _, rows, _ in found]),
            np.concatenate([counts[known] for known, _, counts in found]),
            self.word_rarity,
            len(bags),
        )
        batch = Batch(bags)
        concepts = _entries(*distinct_pairs(batch.owners, batch.concepts), self.concept_rarity, len(bags))
        return words, concepts, _scores(batch, self.concept_weights)

    def term_weights(self, bag: Bag, coef: Floats) -> tuple[Integers, Floats]:
        """What each known word and each concept adds to a linear model's sums for this bag.

        coef has shape (n_features, n_labels).

        Returns:
            The known words as places in the bag's distinct words; and weights of shape (n_terms, n_labels), those of
            the bag's concepts, in their rising order, before those of the words.
        """
        n_words, n_concepts = len(self.word_rarity), len(self.concept_weights)
        known, rows = self._known_words(bag)
        of_words = _unit_length(_tf_idf(bag.word_counts[known], self.word_rarity[rows]))[:, np.newaxis] * coef[rows]
        concepts, counts = bag.concept_counts
        values = _unit_length(_tf_idf(counts, self.concept_rarity[concepts]))[:, np.newaxis]
        scores = self.concept_weights[concepts] @ coef[n_words + n_concepts :]
        length = np.sqrt(max(len(bag.words), LEAST_LENGTH_WORDS))
        of_concepts = values * coef[n_words + concepts] + np.sqrt(counts)[:, np.newaxis] * scores / length
        return known, np.concatenate([of_concepts, of_words])

    def _known_words(self, bag: Bag) -> tuple[Integers, Integers]:
        """The bag's words that the vocabulary has: as places in its distinct words, and as rows."""
        rows = bag.rows_in(self.word_rows)
        known = np.flatnonzero(rows >= 0)
        return known, rows[known]


@dataclass(frozen=True, slots=True)
class _Entries:
    """Values that are not zero, bag after bag, each with the place of its bag and its column."""

    owners: Integers
    columns: Integers
    values: Floats

    def sums(self, coef: Floats, n_bags: int) -> Floats:
        return sum_by_group(self.values[:, np.newaxis] * coef[self.columns], self.owners, n_bags)


def lexicon_scores(bags: Sequence[Bag], concept_weights: Floats) -> Floats:
    """Sums of the weights of mentioned concepts, shape (n_bags, n_labels + 1).

    A concept counts with the root of its mentions; the sum is divided by the root of the bag's words.
    """
    return _scores(Batch(bags), concept_weights)


def _scores(batch: Batch, concept_weights: Floats) -> Floats:
    return np.asarray(rooted_sums(batch, concept_weights) / np.sqrt(batch.counted_lengths)[:, np.newaxis])


def _rarity(n_documents_with: Floats, n_documents: int) -> Floats:
    """Inverse document frequency, smoothed as scikit-learn does it."""
    return np.asarray(np.log((1 + n_documents) / (1 + n_documents_with)) + 1)


def _entries(owners: Integers, columns: Integers, counts: Integers, rarity: Floats, n_bags: int) -> _Entries:
    """TF-IDF of items, scaled to unit length in each bag."""
    values = _tf_idf(counts, rarity[columns])
    norms = np.sqrt(np.bincount(owners, values**2, minlength=n_bags))
    return _Entries(owners, columns, values / norms[owners])


def _tf_idf(counts: Integers, rarity: Floats) -> Floats:
    """(1 + log of the count) times rarity of each item."""
    return np.asarray((1 + np.log(counts)) * rarity)


def _unit_length(values: Floats) -> Floats:
    return np.asarray(values / (np.linalg.norm(values) or 1.0))
