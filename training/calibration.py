"""Scores out of folds → calibration, thresholds and the band of doubt."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from corpora.carryover import CarryOver
from models.classifier import PolicyClassifier, expit
from models.decision import DecisionRule

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def fit_calibration(scores: Floats, gold: Booleans) -> Floats:
    """Slope and intercept of every label by Platt scaling, shape (n_labels, 2)."""
    rows = []
    for column, truth in zip(scores.T, gold.T, strict=True):
        platt = LogisticRegression(C=1e6).fit(column[:, np.newaxis], truth)
        rows.append([platt.coef_[0, 0], platt.intercept_[0]])
    return np.array(rows)


def choose_rule(probabilities: Floats, gold: Booleans, band: float) -> DecisionRule:
    """Thresholds of best F1 for every label, with a band of doubt around each, in log-odds."""
    thresholds = [best_threshold(column, truth) for column, truth in zip(probabilities.T, gold.T, strict=True)]
    return _rule_around(np.array(thresholds), band)


def carry_over(classifier: PolicyClassifier, carryover: CarryOver) -> DecisionRule:
    """Apply to a classifier's calibration what was measured on real documents, and return the rule set with it."""
    classifier.calibration = classifier.calibration * carryover.slope
    classifier.calibration[:, 1] += carryover.shifts
    return _rule_around(np.array(carryover.thresholds), carryover.band)


def best_threshold(probabilities: Floats, truth: Booleans) -> float:
    """The middle of the thresholds from 0.05 to 0.95, a hundredth apart, whose F1 is within a hundredth of the best."""
    grid = np.arange(0.05, 0.96, 0.01)
    given = probabilities[:, np.newaxis] >= grid
    f1 = 2 * (given & truth[:, np.newaxis]).sum(axis=0) / np.maximum(given.sum(axis=0) + truth.sum(), 1)
    return float(round(np.median(grid[f1 >= f1.max() - 0.01]), 3))


def _rule_around(thresholds: Floats, band: float) -> DecisionRule:
    lower = np.minimum(expit(logit(thresholds) - band), thresholds)  # rounding must not put a bound on the wrong side
    upper = np.maximum(expit(logit(thresholds) + band), thresholds)
    return DecisionRule(tuple(thresholds.tolist()), tuple(lower.tolist()), tuple(upper.tolist()))
