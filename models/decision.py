"""Probabilities → outcome: tagged, none or uncertain, by a threshold and a band of doubt for every label."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Outcome(StrEnum):
    """What became of a document; never silence."""

    TAGGED = "tagged"
    NONE = "none"
    UNCERTAIN = "uncertain"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome with the indices of its labels or, when uncertain, of the labels in question; best first."""

    outcome: Outcome
    labels: tuple[int, ...] = ()
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Thresholds of every label, shape (n_labels,), in (0, 1), with lower <= thresholds <= upper.

    At or above its threshold a label is given. A document is uncertain when any label lies within its band, at or
    above lower and below upper.
    """

    thresholds: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(a <= b <= c for a, b, c in zip(self.lower, self.thresholds, self.upper, strict=True)):
            raise ValueError("a band of doubt must enclose its threshold")

    def force(self, probabilities: Floats) -> NDArray[np.bool_]:
        """Labels given if no doubt were allowed; shape (n_documents, n_labels)."""
        return np.asarray(probabilities >= np.array(self.thresholds))

    def decide(self, probabilities: Floats) -> Decision:
        """Decide one document from its probabilities, shape (n_labels,)."""
        order = np.argsort(-probabilities, kind="stable").tolist()
        possible = tuple(i for i in order if probabilities[i] >= self.lower[i])
        if any(probabilities[i] < self.upper[i] for i in possible):
            return Decision(Outcome.UNCERTAIN, candidates=possible)
        return Decision(Outcome.TAGGED, labels=possible) if possible else Decision(Outcome.NONE)
