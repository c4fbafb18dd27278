"""Bags → calibrated probabilities of labels: a network over what the lexicon says, and a linear model over words."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from models.analysis import Bag
from models.features import BagFeatures
from models.profile import Profiler, WordTable

Floats = NDArray[np.float64]

EVEN_ODDS = 0.5
CLIP_DEVIATIONS = 4.0


class PolicyClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A multi-label text classifier.

    A bag's log-odds are the mean of a few small networks over its profile (see `Profiler`), mixed with those of a
    linear model over its words and concepts (see `BagFeatures`). `calibration_` turns them into probabilities by
    Platt scaling (Platt 1999); until training sets it, it is the identity.

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
        linear_share: float = 0.5,
        C: float = 10.0,
        min_df: int = 2,
        hidden: int = 32,
        alpha: float = 6.0,
        n_networks: int = 3,
        epochs: int = 100,
        random_state: int = 0,
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

    def fit(self, X: Sequence[Bag], y: NDArray[np.bool_], sample_weight: Floats | None = None) -> "PolicyClassifier":
        """Learn from bags and a boolean array of shape (n_documents, n_labels)."""
        self._fit_linear(X, y, sample_weight)
        profiles = Profiler(self.concept_weights, self.word_tables).profile(X)
        self.scaler_ = StandardScaler().fit(profiles)
        rows = self._scale(profiles)
        seeds = range(self.random_state, self.random_state + self.n_networks)
        with threadpool_limits(1), warnings.catch_warnings():  # small matrices: threads only get in each other's way
            warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are a setting, as in early stopping
            self.networks_ = [self._new_network(seed).fit(rows, y, sample_weight) for seed in seeds]
        self.calibration_ = np.tile([1.0, 0.0], (y.shape[1], 1))
        return self

    def decision_function(self, X: Sequence[Bag]) -> Floats:
        """Log-odds before calibration, shape (n_documents, n_labels)."""
        check_is_fitted(self)
        if not len(X):
            return np.empty((0, len(self.intercept_)))
        rows_of_terms = (self.features_.row(bag) for bag in X)
        linear = np.stack([values @ self.coef_[columns] for columns, values in rows_of_terms]) + self.intercept_
        rows = self._scale(Profiler(self.concept_weights, self.word_tables).profile(X))
        network = np.mean([_log_odds(network, rows) for network in self.networks_], axis=0)
        return np.asarray(self.linear_share * linear + (1 - self.linear_share) * network)

    def predict_proba(self, X: Sequence[Bag]) -> Floats:
        """Calibrated probabilities, shape (n_documents, n_labels)."""
        return np.asarray(expit(self.calibrate(self.decision_function(X))))

    def predict(self, X: Sequence[Bag]) -> NDArray[np.bool_]:
        """Labels at a probability of one half, shape (n_documents, n_labels)."""
        return np.asarray(self.predict_proba(X) >= EVEN_ODDS)

    def calibrate(self, scores: Floats) -> Floats:
        """Log-odds → calibrated log-odds, by each label's slope and intercept."""
        return np.asarray(scores * self.calibration_[:, 0] + self.calibration_[:, 1])

    def term_weights(self, bag: Bag) -> Floats:
        """What each concept and each word adds to the labels' log-odds in this bag.

        For the linear model that is value times coefficient; for the networks, gradient times input.

        Returns:
            Shape (n_terms, n_labels): the bag's concepts, in their rising order, then its distinct words.
        """
        profiler = Profiler(self.concept_weights, self.word_tables)
        slopes = self._gradients(profiler.profile([bag])) / self.scaler_.scale_[:, np.newaxis]
        n_concepts = len(bag.concept_counts[0])
        weights = np.zeros((n_concepts + len(bag.distinct_words), len(self.intercept_)))
        known, linear = self.features_.term_weights(bag, self.coef_)
        weights[np.concatenate([np.arange(n_concepts), n_concepts + known])] += self.linear_share * linear
        known, parts = profiler.parts(bag)
        weights[np.concatenate([np.arange(n_concepts), n_concepts + known])] += (1 - self.linear_share) * (
            parts @ slopes
        )
        return weights

    def _gradients(self, profile: Floats) -> Floats:
        """How log-odds change with each scaled column of one profile, shape (n_columns, n_labels)."""
        row = self._scale(profile)[0]
        gradients = []
        for network in self.networks_:
            (to_hidden, to_labels), (offset, _) = network.coefs_, network.intercepts_
            active = row @ to_hidden + offset > 0
            gradients.append(to_hidden[:, active] @ to_labels[active])
        return np.asarray(np.mean(gradients, axis=0))

    def _fit_linear(self, X: Sequence[Bag], y: NDArray[np.bool_], sample_weight: Floats | None) -> None:
        self.features_ = BagFeatures(self.concept_weights, self.min_df).fit(X)
        rows = self.features_.transform(X)
        models = [
            LogisticRegression(
                C=self.C, class_weight="balanced", solver="liblinear", random_state=self.random_state
            ).fit(rows, column, sample_weight)
            for column in y.T
        ]
        self.coef_ = np.stack([model.coef_[0] for model in models], axis=1)
        self.intercept_ = np.array([model.intercept_[0] for model in models])

    def _new_network(self, seed: int) -> MLPClassifier:
        return MLPClassifier(
            (self.hidden,), alpha=self.alpha, learning_rate_init=0.005, max_iter=self.epochs, random_state=seed
        )

    def _scale(self, profiles: Floats) -> Floats:
        return np.asarray(
            np.clip((profiles - self.scaler_.mean_) / self.scaler_.scale_, -CLIP_DEVIATIONS, CLIP_DEVIATIONS)
        )

    def __sklearn_tags__(self) -> Any:
        """Multi-label, and of texts rather than arrays."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.input_tags.two_d_array = False
        return tags


def _log_odds(network: MLPClassifier, rows: Floats) -> Floats:
    """What the network's output is before the logistic function: quicker and more exact than by its probabilities."""
    (to_hidden, to_labels), (offset, bias) = network.coefs_, network.intercepts_
    return np.asarray(np.maximum(rows @ to_hidden + offset, 0) @ to_labels + bias)
