"""Any system's labels and scores on test documents → one row that compares it with the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.intervals import Figure, Groups, with_interval
from training.metrics import auroc_of_none, best_macro_f1, margins, mean_average_precision, mean_f1, quiet_share
from training.scaling import Scaled

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a system stands on the test documents.

    macro_f1 : of a forced decision, for "all" and every language.
    best_macro_f1 : at thresholds chosen on the test documents, so that a comparison need not hang on thresholds.
    """

    name: str
    macro_f1: dict[str, Figure]
    best_macro_f1: float
    average_precision: float
    auroc_of_none: float
    quiet_on_none: Figure


def stand(
    name: str,
    gold: Booleans,
    given: Booleans,
    scores: Floats,
    distances: Floats,
    parts: Mapping[str, Booleans],
    groups: Groups,
) -> Standing:
    """Judge labels given, scores and margins, all of shape (n_documents, n_labels).

    parts : "all" and the languages.
    groups : what is drawn together for intervals, one for each document.
    """
    return Standing(
        name,
        {part: with_interval(mean_f1, gold[mask], given[mask], groups[mask]) for part, mask in parts.items()},
        best_macro_f1(gold, scores),
        mean_average_precision(gold, scores),
        auroc_of_none(gold, distances),
        with_interval(quiet_share, gold, given, groups),
    )


def stand_scaled(
    name: str, gold: Booleans, scores: Floats, scaled: Scaled, parts: Mapping[str, Booleans], groups: Groups
) -> Standing:
    """Judge raw scores by the calibration and thresholds that were learnt for them elsewhere."""
    probabilities = scaled.probabilities(scores)
    distances = margins(probabilities, scaled.thresholds)
    return stand(name, gold, distances >= 0, probabilities, distances, parts, groups)
