"""Whether a candidate may serve: a table of checks beside the current version, or what kept it from being compared."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis
from models.tagger import Model
from training.curves import are_decided
from training.slices import ALL

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the candidate beside that of the current version.

    measure : macro_f1, f1, language_gap, calibration_error, decided_share or same_twins.
    label, language : what it is about, or "all".
    n_documents : that have the label, or in all; of same_twins, pairs.
    low, high : bounds of the difference, each with the gate's confidence; None where they play no part.
    limit : what low, else the difference, must not be below; of language_gap and calibration_error, what the
        candidate's figure must not be above unless it is no worse than the current version's.
    """

    measure: str
    label: str
    language: str
    n_documents: int
    candidate: float
    current: float
    low: float | None
    high: float | None
    limit: float
    passed: bool

    @property
    def difference(self) -> float:
        """Of the candidate from the current version."""
        return self.candidate - self.current

    @property
    def what(self) -> str:
        """In words."""
        parts = " in ".join(part for part in (self.label, self.language) if part != ALL)
        return f"{self.measure.replace('_', ' ')}{f' of {parts}' if parts else ''}"


class Obstacle(StrEnum):
    """Why there was nothing to compare with."""

    NO_CURRENT = "no version is current yet"
    CANNOT_LOAD = "the current version cannot be loaded any more"
    OTHER_LABELS = "the current version has other labels"
    OTHER_HELD_OUT = "other documents were held out from the current version"

    @property
    def shuts(self) -> bool:
        """Whether the gate is shut for it: what would come unnoticed otherwise needs a person's reason."""
        return self in (Obstacle.OTHER_LABELS, Obstacle.OTHER_HELD_OUT)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a candidate may serve.

    current : the version that it was compared with; None where it could not be, for an obstacle.
    detail : of the obstacle.
    """

    passed: bool
    current: str | None
    n_documents: int
    checks: tuple[Check, ...] = ()
    obstacle: Obstacle | None = None
    detail: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a manifest."""
        checks = [{"what": check.what, "difference": check.difference, **asdict(check)} for check in self.checks]
        return asdict(self) | {"checks": checks}


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a version says of the held-out documents.

    probabilities, given : shape (n_documents, n_labels); given are the labels if no doubt were allowed.
    decided : which documents are not left uncertain, shape (n_documents,).
    """

    probabilities: Floats
    given: Booleans
    decided: Booleans

    @classmethod
    def of(cls, model: Model, analyses: Sequence[Analysis]) -> "Answers":
        """Ask a model, doubt not allowed, and where it would doubt."""
        probabilities = model.predict_proba(analyses)
        return cls(probabilities, model.rule.force(probabilities), are_decided(probabilities, model.rule))

    def of_part(self, part: Booleans) -> "Answers":
        """What it says of a part of the documents."""
        return Answers(self.probabilities[part], self.given[part], self.decided[part])


def uncompared(obstacle: Obstacle, n_documents: int, detail: str = "") -> Gate:
    """The gate of a version that could not be compared: open, unless something would come unnoticed."""
    return Gate(not obstacle.shuts, None, n_documents, obstacle=obstacle, detail=detail)
