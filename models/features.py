"""Bags of words and concepts → numbers: TF-IDF of words, TF-IDF of concepts, weighted scores of the lexicon."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from models.analysis import Bag
from models.profile import LEAST_LENGTH_WORDS, rooted_sum


class BagFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns bags into one sparse row each: words and word pairs, concepts, lexicon scores.

    Parameters
    ----------
    concept_weights : array of shape (n_concepts, n_labels + 1)
        How strongly a mention of each concept speaks for each label and, last, for the field.
    min_df : int
        Documents in which a word or pair must stand to count.
    """

    def __init__(self, concept_weights: NDArray[np.float64], min_df: int = 2) -> None:
        self.concept_weights = concept_weights
        self.min_df = min_df

    def fit(self, bags: Sequence[Bag], y: object = None) -> "BagFeatures":
        """Learn the vocabulary and its document frequencies."""
        self.words_ = TfidfVectorizer(
            analyzer=words_and_pairs, sublinear_tf=True, min_df=min(self.min_df, len(bags)), dtype=np.float64
        ).fit(bags)
        self.word_names_ = self.words_.get_feature_names_out()
        self.concepts_ = TfidfTransformer(sublinear_tf=True).fit(self._count_concepts(bags))
        return self

    def transform(self, bags: Sequence[Bag]) -> csr_matrix:
        """Rows of shape (n_bags, n_words + n_concepts + n_labels + 1)."""
        concepts = self.concepts_.transform(self._count_concepts(bags))
        return hstack([self.words_.transform(bags), concepts, lexicon_scores(bags, self.concept_weights)], format="csr")

    def _count_concepts(self, bags: Sequence[Bag]) -> csr_matrix:
        edges = np.cumsum([0, *(len(bag.concepts) for bag in bags)])
        columns = np.fromiter(chain.from_iterable(bag.concepts for bag in bags), dtype=np.int64, count=edges[-1])
        counts = csr_matrix((np.ones(len(columns)), columns, edges), shape=(len(bags), len(self.concept_weights)))
        counts.sum_duplicates()
        return counts

    def term_weights(self, bag: Bag, coef: NDArray[np.float64]) -> dict[int | str, float]:
        """What each word, pair (as text) and concept (by index) adds to a linear model's sum for this bag."""
        row = self.words_.transform([bag])
        names = self.word_names_
        weights: dict[int | str, float] = {
            str(names[i]): float(value * coef[i]) for i, value in zip(row.indices, row.data, strict=True)
        }
        if len(bag.concepts):
            weights.update(self._concept_weights_of(bag, coef[len(names) :]))
        return weights

    def _concept_weights_of(self, bag: Bag, coef: NDArray[np.float64]) -> dict[int, float]:
        n_concepts = len(self.concept_weights)
        row = self.concepts_.transform(self._count_concepts([bag]))
        per_mention = self.concept_weights @ coef[n_concepts:]
        length = np.sqrt(max(len(bag.words), LEAST_LENGTH_WORDS))
        counts = dict(zip(*np.unique(bag.concepts, return_counts=True), strict=True))
        return {
            int(i): float(value * coef[i] + np.sqrt(counts[i]) * per_mention[i] / length)
            for i, value in zip(row.indices, row.data, strict=True)
        }


def lexicon_scores(bags: Sequence[Bag], concept_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of the weights of mentioned concepts, shape (n_bags, n_labels + 1).

    A concept counts with the root of its mentions; the sum is divided by the root of the bag's words.
    """
    rows = [rooted_sum(bag.concepts, concept_weights) for bag in bags]
    lengths = np.array([max(len(bag.words), LEAST_LENGTH_WORDS) for bag in bags], dtype=float)
    return np.reshape(rows, (len(bags), concept_weights.shape[1])) / np.sqrt(lengths)[:, np.newaxis]


def words_and_pairs(bag: Bag) -> list[str]:
    """The words of a bag and its pairs of neighbours, joined by a space."""
    return [*bag.words, *map(" ".join, zip(bag.words, bag.words[1:], strict=False))]
