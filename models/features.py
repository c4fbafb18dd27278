"""Bags of words and concepts → numbers: TF-IDF of words, TF-IDF of concepts, weighted scores of the lexicon."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from models.analysis import Bag
from models.profile import LEAST_LENGTH_WORDS, rooted_sum

LEAST_MOST_DOCUMENTS = 50

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class BagFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns bags into one sparse row each: words, concepts, lexicon scores.

    Parameters
    ----------
    concept_weights : array of shape (n_concepts, n_labels + 1)
        How strongly a mention of each concept speaks for each label and, last, for the field.
    min_df, max_df : int, float
        Documents in which a word must stand to count, and the share of them (or 50) in which it may.
    """

    def __init__(self, concept_weights: Floats, min_df: int = 2, max_df: float = 0.1) -> None:
        self.concept_weights = concept_weights
        self.min_df = min_df
        self.max_df = max_df

    def fit(self, bags: Sequence[Bag], y: object = None) -> "BagFeatures":
        """Learn the vocabulary and the rarity (inverse document frequency) of its words and of the concepts."""
        words = TfidfVectorizer(
            analyzer=words_of, min_df=min(self.min_df, len(bags)), max_df=self._most_documents(len(bags))
        ).fit(bags)
        self.word_rows_ = {word: int(row) for word, row in words.vocabulary_.items()}
        self.word_rarity_ = words.idf_
        found = np.zeros(len(self.concept_weights))
        for bag in bags:
            found[bag.concept_counts[0]] += 1
        self.concept_rarity_ = np.log((1 + len(bags)) / (1 + found)) + 1
        return self

    def _most_documents(self, n_bags: int) -> int:
        return max(round(self.max_df * n_bags), LEAST_MOST_DOCUMENTS)

    def transform(self, bags: Sequence[Bag]) -> csr_matrix:
        """Rows of shape (n_bags, n_words + n_concepts + n_labels + 1).

        The rows are those of scikit-learn's TfidfVectorizer with `sublinear_tf`, without what each of its calls
        costs, which for a single document is more than the work.
        """
        n_columns = len(self.word_rarity_) + sum(self.concept_weights.shape)
        rows = [self.row(bag) for bag in bags]
        edges = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, values = ([*part] for part in zip(*rows, strict=True)) if rows else ([np.empty(0)], [np.empty(0)])
        return csr_matrix((np.concatenate(values), np.concatenate(columns), edges), shape=(len(bags), n_columns))

    def row(self, bag: Bag) -> tuple[Integers, Floats]:
        """Columns and values of one bag: words, then concepts, then lexicon scores."""
        known, rows = self._known_words(bag)
        word_values = _tf_idf(bag.word_counts[known], self.word_rarity_[rows])
        concepts, counts = bag.concept_counts
        concept_values = _tf_idf(counts, self.concept_rarity_[concepts])
        n_words, (n_concepts, n_scores) = len(self.word_rarity_), self.concept_weights.shape
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
        n_words, n_concepts = len(self.word_rarity_), len(self.concept_weights)
        concepts, counts = bag.concept_counts
        scores = self.concept_weights[concepts] @ coef[n_words + n_concepts :]
        length = np.sqrt(max(len(bag.words), LEAST_LENGTH_WORDS))
        weights = values[:, np.newaxis] * coef[columns]
        known, _ = self._known_words(bag)
        of_concepts = weights[len(known) :] + np.sqrt(counts)[:, np.newaxis] * scores / length
        return known, np.concatenate([of_concepts, weights[: len(known)]])

    def _known_words(self, bag: Bag) -> tuple[Integers, Integers]:
        """The bag's words that the vocabulary has: as places in its distinct words, and as rows."""
        rows = bag.rows_in(self.word_rows_)
        known = np.flatnonzero(rows >= 0)
        return known, rows[known]


def lexicon_scores(bags: Sequence[Bag], concept_weights: Floats) -> Floats:
    """Sums of the weights of mentioned concepts, shape (n_bags, n_labels + 1).

    A concept counts with the root of its mentions; the sum is divided by the root of the bag's words.
    """
    rows = [rooted_sum(bag.concept_counts, concept_weights) for bag in bags]
    lengths = np.array([max(len(bag.words), LEAST_LENGTH_WORDS) for bag in bags], dtype=float)
    return np.asarray(np.reshape(rows, (len(bags), concept_weights.shape[1])) / np.sqrt(lengths)[:, np.newaxis])


def words_of(bag: Bag) -> Sequence[str]:
    """The words of a bag, in order."""
    return bag.words


def _tf_idf(counts: Integers, rarity: Floats) -> Floats:
    """(1 + log of the count) times rarity of each item, scaled to unit length."""
    values = (1 + np.log(counts)) * rarity
    return np.asarray(values / (np.linalg.norm(values) or 1.0))
