"""Bags and gold labels → a PolicyClassifier, by scikit-learn's linear models and networks."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from models.bag import Bag
from models.classifier import Network, PolicyClassifier, scale_profiles
from models.features import BagFeatures
from models.profile import Profiler, WordTable

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

LEARNING_RATE = 0.005


class PolicyEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Fits a `PolicyClassifier`, which then is `classifier_`; its calibration is the identity.

    Parameters
    ----------
    concept_weights : array of shape (n_concepts, n_labels + 1)
        How strongly a mention of each concept speaks for each label and, last, for the field.
    word_tables : per language, a WordTable
    linear_share : float in [0, 1]
        Share of the linear model in the log-odds.
    C : float
        Inverse strength of the linear model's L2 penalty.
    min_df : int
        Documents in which a word must stand to count.
    hidden, alpha, n_networks, epochs : int, float, int, int
        Units, L2 penalty, number and most passes over the examples of the networks.
    random_state : int
        Seed of the first network.
    """

    def __init__(
        self,
        concept_weights: Floats,
        word_tables: Mapping[str, WordTable],
        linear_share: float,
        C: float,
        min_df: int,
        hidden: int,
        alpha: float,
        n_networks: int,
        epochs: int,
        random_state: int,
    ) -> None:
        self.concept_weights = concept_weights
        self.word_tables = word_tables
        self.linear_share = linear_share
        self.C = C
        self.min_df = min_df
        self.hidden = hidden
        self.alpha = alpha
        self.n_networks = n_networks
        self.epochs = epochs
        self.random_state = random_state

    def fit(self, X: Sequence[Bag], y: Booleans, sample_weight: Floats | None = None) -> "PolicyEstimator":
        """Learn from bags and a boolean array of shape (n_documents, n_labels)."""
        features = BagFeatures.fit(X, self.concept_weights, self.min_df)
        coef, intercept = self._fit_linear(features, X, y, sample_weight)
        profiler = Profiler(self.concept_weights, self.word_tables)
        profiles = profiler.profile(X)
        scaler = StandardScaler().fit(profiles)
        rows = scale_profiles(profiles, scaler.mean_, scaler.scale_)
        self.classifier_ = PolicyClassifier(
            features,
            coef,
            intercept,
            profiler,
            scaler.mean_,
            scaler.scale_,
            Network.mean_of(self._fit_networks(rows, y, sample_weight)),
            self.linear_share,
            np.tile([1.0, 0.0], (y.shape[1], 1)),
        )
        return self

    def decision_function(self, X: Sequence[Bag]) -> Floats:
        """Log-odds, shape (n_documents, n_labels)."""
        check_is_fitted(self)
        return self.classifier_.decision_function(X)

    def predict_proba(self, X: Sequence[Bag]) -> Floats:
        """Probabilities, shape (n_documents, n_labels)."""
        check_is_fitted(self)
        return self.classifier_.predict_proba(X)

    def predict(self, X: Sequence[Bag]) -> Booleans:
        """Labels at a probability of one half, shape (n_documents, n_labels)."""
        check_is_fitted(self)
        return self.classifier_.predict(X)

    def _fit_linear(
        self, features: BagFeatures, X: Sequence[Bag], y: Booleans, sample_weight: Floats | None
    ) -> tuple[Floats, Floats]:
        """Coefficients of shape (n_columns, n_labels) and intercepts of shape (n_labels,)."""
        rows = features.transform(X)
        models = [
            LogisticRegression(
                C=self.C, class_weight="balanced", solver="liblinear", random_state=self.random_state
            ).fit(rows, column, sample_weight)
            for column in y.T
        ]
        return np.stack([model.coef_[0] for model in models], axis=1), np.array([m.intercept_[0] for m in models])

    def _fit_networks(self, rows: Floats, y: Booleans, sample_weight: Floats | None) -> list[Network]:
        seeds = range(self.random_state, self.random_state + self.n_networks)
        with threadpool_limits(1), warnings.catch_warnings():  # small matrices: threads only get in each other's way
            warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are a setting, as in early stopping
            return [to_network(self._new_network(seed).fit(rows, y, sample_weight)) for seed in seeds]

    def _new_network(self, seed: int) -> MLPClassifier:
        return MLPClassifier(
            (self.hidden,), alpha=self.alpha, learning_rate_init=LEARNING_RATE, max_iter=self.epochs, random_state=seed
        )

    def __sklearn_tags__(self) -> Any:
        """Multi-label, and of texts rather than arrays."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.input_tags.two_d_array = False
        return tags


def to_network(fitted: MLPClassifier) -> Network:
    """What a fitted network of scikit-learn computes before its logistic function."""
    (to_hidden, to_labels), (offset, bias) = fitted.coefs_, fitted.intercepts_
    return Network(to_hidden, offset, to_labels, bias)
