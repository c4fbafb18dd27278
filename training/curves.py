"""Gold labels beside probabilities → the curves of a report: coverage, precision and recall, reliability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve

from models.decision import DecisionRule, Outcome
from training.intervals import Figure, Groups, with_interval
from training.metrics import margins, mean_f1, reliability

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

COVERAGES = tuple(round(1 - step / 20, 2) for step in range(11))


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Macro-F1 of a forced decision on a share of the documents, the rest being left to people."""

    coverage: float
    macro_f1: Figure


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Points of one label, recall falling; average_precision is NaN where no document has the label."""

    label: str
    average_precision: float
    recall: tuple[float, ...]
    precision: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Mean probability stated, share observed and number of (document, label) pairs, by bin."""

    name: str
    stated: tuple[float, ...]
    observed: tuple[float, ...]
    n_pairs: tuple[int, ...]


def are_decided(probabilities: Floats, rule: DecisionRule) -> Booleans:
    """Which documents a rule does not leave uncertain, shape (n_documents,)."""
    return np.array([rule.decide(row).outcome is not Outcome.UNCERTAIN for row in probabilities], dtype=bool)


def coverage_curve(
    gold: Booleans, probabilities: Floats, rule: DecisionRule, groups: Groups
) -> tuple[CoveragePoint, ...]:
    """Macro-F1 on the surest documents, at each of `COVERAGES`.

    How sure a decision is: the distance of the label nearest to its threshold, in log-odds.
    """
    nearest = np.abs(margins(probabilities, np.array(rule.thresholds))).min(axis=1)
    surest = np.argsort(-nearest, kind="stable")
    given = rule.force(probabilities)
    kept = [surest[: int(np.ceil(share * len(surest) - 1e-9))] for share in COVERAGES]
    return tuple(
        CoveragePoint(share, with_interval(mean_f1, gold[part], given[part], groups[part]))
        for share, part in zip(COVERAGES, kept, strict=True)
    )


def operating_point(gold: Booleans, probabilities: Floats, rule: DecisionRule, groups: Groups) -> CoveragePoint:
    """Where the rule's own band of doubt stands: the documents that it does not leave uncertain."""
    sure = are_decided(probabilities, rule)
    given = rule.force(probabilities)
    figure = with_interval(mean_f1, gold[sure], given[sure], groups[sure])
    return CoveragePoint(float(sure.mean()), figure)


def precision_recall(gold: Booleans, probabilities: Floats, labels: Sequence[str]) -> tuple[PrecisionRecall, ...]:
    """The curve of every label; without points where no document has it."""
    curves = []
    for label, truth, column in zip(labels, gold.T, probabilities.T, strict=True):
        if truth.any():
            precision, recall, _ = precision_recall_curve(truth, column)
            average = float(average_precision_score(truth, column))
            curves.append(PrecisionRecall(label, average, tuple(recall.tolist()), tuple(precision.tolist())))
        else:
            curves.append(PrecisionRecall(label, float("nan"), (), ()))
    return tuple(curves)


def reliability_of(name: str, gold: Booleans, probabilities: Floats) -> Reliability:
    """How far probabilities hold, by bin."""
    stated, observed, n_pairs = reliability(gold, probabilities)
    return Reliability(name, tuple(stated.tolist()), tuple(observed.tolist()), tuple(map(int, n_pairs)))
