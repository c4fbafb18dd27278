"""Raw scores of any system → probabilities and labels, calibrated and cut as those of a model of ours are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from training.calibration import best_threshold, fit_calibration

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Calibration and thresholds of a system, learnt from its scores of documents whose labels are known.

    calibration : slope and intercept of every label, shape (n_labels, 2).
    thresholds : of the calibrated probabilities, shape (n_labels,).
    """

    calibration: Floats
    thresholds: Floats

    @classmethod
    def fit(cls, scores: Floats, gold: Booleans) -> "Scaled":
        """Learn from scores of documents whose labels are known, both of shape (n_documents, n_labels)."""
        calibration = fit_calibration(scores, gold)
        columns = zip(_calibrate(scores, calibration).T, gold.T, strict=True)
        return cls(calibration, np.array([best_threshold(column, truth) for column, truth in columns]))

    def probabilities(self, scores: Floats) -> Floats:
        """Calibrated probabilities, shape (n_documents, n_labels)."""
        return _calibrate(scores, self.calibration)


def _calibrate(scores: Floats, calibration: Floats) -> Floats:
    return np.asarray(expit(scores * calibration[:, 0] + calibration[:, 1]))
