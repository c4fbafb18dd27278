"""Analyses → calibrated probabilities of labels: one linear model a label, over whole texts and their passages."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from models.analysis import Analysis, Bag
from models.features import BagFeatures

Floats = NDArray[np.float64]

EVEN_ODDS = 0.5


class PolicyClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A multi-label text classifier on words, lexicon concepts and lexicon scores.

    A document's log-odds are those of its whole text, mixed with the mean of its passages'. `calibration_` turns
    them into probabilities by Platt scaling (Platt 1999); until training sets it, it is the identity.

    Parameters
    ----------
    concept_weights : array of shape (n_concepts, n_labels + 1)
        See `BagFeatures`.
    C : float
        Inverse strength of the L2 penalty.
    passage_share : float in [0, 1]
        Share of the passages' mean in a document's log-odds.
    min_df : int
        See `BagFeatures`.
    """

    def __init__(self, concept_weights: Floats, C: float = 10.0, passage_share: float = 0.5, min_df: int = 2) -> None:
        self.concept_weights = concept_weights
        self.C = C
        self.passage_share = passage_share
        self.min_df = min_df

    def fit(
        self, X: Sequence[Analysis], y: NDArray[np.bool_], sample_weight: Floats | None = None
    ) -> "PolicyClassifier":
        """Learn from analyses and a boolean array of shape (n_documents, n_labels)."""
        bags = [analysis.whole for analysis in X]
        self.features_ = BagFeatures(self.concept_weights, self.min_df).fit(bags)
        rows = self.features_.transform(bags)
        models = [
            LogisticRegression(C=self.C, class_weight="balanced", max_iter=2000).fit(rows, column, sample_weight)
            for column in y.T
        ]
        self.coef_ = np.stack([model.coef_[0] for model in models], axis=1)
        self.intercept_ = np.array([model.intercept_[0] for model in models])
        self.calibration_ = np.tile([1.0, 0.0], (y.shape[1], 1))
        return self

    def decision_function(self, X: Sequence[Analysis]) -> Floats:
        """Log-odds before calibration, shape (n_documents, n_labels)."""
        check_is_fitted(self)
        whole = self.score_bags([analysis.whole for analysis in X])
        if not self.passage_share:
            return whole
        passages = [[p.bag for p in analysis.passages if p.is_content] for analysis in X]
        scores = self.score_bags([bag for bags in passages for bag in bags])
        edges = np.cumsum([0, *map(len, passages)])
        means = np.stack([scores[a:b].mean(axis=0) if b > a else whole[i] for i, (a, b) in enumerate(pairwise(edges))])
        return np.asarray((1 - self.passage_share) * whole + self.passage_share * means)

    def predict_proba(self, X: Sequence[Analysis]) -> Floats:
        """Calibrated probabilities, shape (n_documents, n_labels)."""
        return self.calibrate(self.decision_function(X))

    def predict(self, X: Sequence[Analysis]) -> NDArray[np.bool_]:
        """Labels at a probability of one half, shape (n_documents, n_labels)."""
        return np.asarray(self.predict_proba(X) >= EVEN_ODDS)

    def calibrate(self, scores: Floats) -> Floats:
        """Log-odds → probabilities by each label's slope and intercept."""
        return np.asarray(expit(scores * self.calibration_[:, 0] + self.calibration_[:, 1]))

    def score_bags(self, bags: Sequence[Bag]) -> Floats:
        """Log-odds of single bags, shape (n_bags, n_labels)."""
        if not bags:
            return np.empty((0, len(self.intercept_)))
        return np.asarray(self.features_.transform(bags) @ self.coef_ + self.intercept_)

    def __sklearn_tags__(self) -> Any:
        """Multi-label, and of texts rather than arrays."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.input_tags.two_d_array = False
        return tags
