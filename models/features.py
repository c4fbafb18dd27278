"""Bags of words and concepts → numbers: TF-IDF of words, TF-IDF of concepts, weighted scores of the lexicon."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bag import Bag
from models.profile import LEAST_LENGTH_WORDS, rooted_sum

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
        return bag.remember(self, partial(self._row, bag))

    def _row(self, bag: Bag) -> tuple[Integers, Floats]:
        known, rows = self._known_words(bag)
        word_values = _tf_idf(bag.word_counts[known], self.word_rarity[rows])
        concepts, counts = bag.concept_counts
        concept_values = _tf_idf(counts, self.concept_rarity[concepts])
        n_words, (n_concepts, n_scores) = len(self.word_rarity), self.concept_weights.shape
        scores = np.arange(n_words + n_concepts, n_words + n_concepts + n_scores)
        values = [word_values, concept_values, lexicon_scores([bag], self.concept_weights)[0]]
        return np.concatenate([rows, n_words + concepts, scores]), np.concatenate(values)

    def term_weights(self, bag: Bag, coef: Floats) -> tuple[Integers, Floats]:
        """What each known word and each concept adds to a linear model's sums for this bag.

        coef has shape (n_features, n_labels).

        Returns:
            The known words as places in the bag's distinct words; and weights of shape (n_terms, n_labels), those of
            the bag's concepts, in their rising order, before those of the words.
        """
        columns, values = (part[: -self.concept_weights.shape[1]] for part in self.row(bag))
        n_words, n_concepts = len(self.word_rarity), len(self.concept_weights)
        concepts, counts = bag.concept_counts
        scores = self.concept_weights[concepts] @ coef[n_words + n_concepts :]
        length = np.sqrt(max(len(bag.words), LEAST_LENGTH_WORDS))
        weights = values[:, np.newaxis] * coef[columns]
        known, _ = self._known_words(bag)
        of_concepts = weights[len(known) :] + np.sqrt(counts)[:, np.newaxis] * scores / length
        return known, np.concatenate([of_concepts, weights[: len(known)]])

    def _known_words(self, bag: Bag) -> tuple[Integers, Integers]:
        """The bag's words that the vocabulary has: as places in its distinct words, and as rows."""
        rows = bag.rows_in(self.word_rows)
        known = np.flatnonzero(rows >= 0)
        return known, rows[known]


def lexicon_scores(bags: Sequence[Bag], concept_weights: Floats) -> Floats:
    """Sums of the weights of mentioned concepts, shape (n_bags, n_labels + 1).

    A concept counts with the root of its mentions; the sum is divided by the root of the bag's words.
    """
    rows = [rooted_sum(bag.concept_counts, concept_weights) for bag in bags]
    lengths = np.array([max(len(bag.words), LEAST_LENGTH_WORDS) for bag in bags], dtype=float)
    return np.asarray(np.reshape(rows, (len(bags), concept_weights.shape[1])) / np.sqrt(lengths)[:, np.newaxis])


def _rarity(n_documents_with: Floats, n_documents: int) -> Floats:
    """Inverse document frequency, smoothed as scikit-learn does it."""
    return np.asarray(np.log((1 + n_documents) / (1 + n_documents_with)) + 1)


def _tf_idf(counts: Integers, rarity: Floats) -> Floats:
    """(1 + log of the count) times rarity of each item, scaled to unit length."""
    values = (1 + np.log(counts)) * rarity
    return np.asarray(values / (np.linalg.norm(values) or 1.0))
