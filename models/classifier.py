"""Bags → calibrated probabilities of labels: a network over what the lexicon says, and a linear model over words.

What a version stores and the service computes with: plain arrays, so that tagging needs none of the libraries that
training does. `training.estimator` fits them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bag import Bag
from models.features import BagFeatures
from models.profile import Profiler, WordTable

Floats = NDArray[np.float64]

EVEN_ODDS = 0.5
CLIP_DEVIATIONS = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Hidden units of rectified sums, and what each adds to the labels' log-odds.

    to_hidden : shape (n_columns, n_units); offset : shape (n_units,).
    to_labels : shape (n_units, n_labels); bias : shape (n_labels,).
    """

    to_hidden: Floats
    offset: Floats
    to_labels: Floats
    bias: Floats

    @classmethod
    def mean_of(cls, networks: Sequence["Network"]) -> "Network":
        """One network whose log-odds are the mean of theirs: all their units side by side."""
        return cls(
            np.concatenate([network.to_hidden for network in networks], axis=1),
            np.concatenate([network.offset for network in networks]),
            np.concatenate([network.to_labels for network in networks]) / len(networks),
            np.mean([network.bias for network in networks], axis=0),
        )

    def log_odds(self, rows: Floats) -> Floats:
        """Shape (n_rows, n_labels)."""
        return np.asarray(np.maximum(rows @ self.to_hidden + self.offset, 0) @ self.to_labels + self.bias)

    def gradient(self, row: Floats) -> Floats:
        """How the log-odds change with each column of one row, shape (n_columns, n_labels)."""
        active = row @ self.to_hidden + self.offset > 0
        return np.asarray(self.to_hidden[:, active] @ self.to_labels[active])


@dataclass(slots=True, eq=False)
class PolicyClassifier:
    """A multi-label text classifier that has been fitted.

    A bag's log-odds are those of a network over its profile (see `Profiler`), mixed with those of a linear model over
    its words and concepts (see `BagFeatures`). Slopes and intercepts turn them into probabilities (Platt 1999).

    features : the linear model's columns; coef : shape (n_columns, n_labels); intercept : shape (n_labels,).
    profiler, mean, scale, network : the network, and the mean and scale of its profiles' columns before it sees them.
    linear_share : share of the linear model in the log-odds, in [0, 1].
    calibration : slope and intercept of every label, shape (n_labels, 2).
    """

    features: BagFeatures
    coef: Floats
    intercept: Floats
    profiler: Profiler
    mean: Floats
    scale: Floats
    network: Network
    linear_share: float
    calibration: Floats

    @property
    def concept_weights(self) -> Floats:
        """How strongly a mention of each concept speaks for each label and the field; (n_concepts, n_labels + 1)."""
        return self.features.concept_weights

    @property
    def word_tables(self) -> Mapping[str, WordTable]:
        """Per language, what words mean."""
        return self.profiler.word_tables

    def decision_function(self, bags: Sequence[Bag]) -> Floats:
        """Log-odds before calibration, shape (n_documents, n_labels)."""
        if not len(bags):
            return np.empty((0, len(self.intercept)))
        linear = self.features.sums(bags, self.coef)
        network = self.network.log_odds(self._scaled(self.profiler.profile(bags)))
        return np.asarray(self.linear_share * (linear + self.intercept) + (1 - self.linear_share) * network)

    def predict_proba(self, bags: Sequence[Bag]) -> Floats:
        """Calibrated probabilities, shape (n_documents, n_labels)."""
        return expit(self.calibrate(self.decision_function(bags)))

    def predict(self, bags: Sequence[Bag]) -> NDArray[np.bool_]:
        """Labels at a probability of one half, shape (n_documents, n_labels)."""
        return np.asarray(self.predict_proba(bags) >= EVEN_ODDS)

    def calibrate(self, scores: Floats) -> Floats:
        """Log-odds → calibrated log-odds, by each label's slope and intercept."""
        return np.asarray(scores * self.calibration[:, 0] + self.calibration[:, 1])

    def term_weights(self, bag: Bag) -> Floats:
        """What each concept and each word adds to the labels' log-odds in this bag.

        For the linear model that is value times coefficient; for the network, gradient times input.

        Returns:
            Shape (n_terms, n_labels): the bag's concepts, in their rising order, then its distinct words.
        """
        slopes = self.network.gradient(self._scaled(self.profiler.profile([bag]))[0]) / self.scale[:, np.newaxis]
        n_concepts = len(bag.concept_counts[0])
        weights = np.zeros((n_concepts + len(bag.distinct_words), len(self.intercept)))
        known, linear = self.features.term_weights(bag, self.coef)
        weights[np.concatenate([np.arange(n_concepts), n_concepts + known])] += self.linear_share * linear
        known, parts = self.profiler.parts(bag)
        weights[np.concatenate([np.arange(n_concepts), n_concepts + known])] += (1 - self.linear_share) * (
            parts @ slopes
        )
        return weights

    def _scaled(self, profiles: Floats) -> Floats:
        return scale_profiles(profiles, self.mean, self.scale)


def scale_profiles(profiles: Floats, mean: Floats, scale: Floats) -> Floats:
    """Deviations from the mean, none of them far: what networks see of profiles."""
    return np.asarray(np.clip((profiles - mean) / scale, -CLIP_DEVIATIONS, CLIP_DEVIATIONS))


def expit(log_odds: Floats) -> Floats:
    """The logistic function, as scipy.special has it: log-odds → probabilities.

    >>> expit(np.array([-1000.0, 0.0])).tolist()
    [0.0, 0.5]
    """
    return np.asarray(np.exp(-np.logaddexp(0, -log_odds)))
