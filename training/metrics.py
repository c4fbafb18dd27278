"""Figures of quality, with bootstrap intervals: F1 per label and on average, quiet on none, calibration, coverage."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_fscore_support, roc_auc_score

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

N_RESAMPLES = 1000
N_BINS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def f1_per_label(gold: Booleans, given: Booleans) -> Floats:
    """F1 of every label, shape (n_labels,); 0 where a label neither stands in gold nor was given."""
    hits = (gold & given).sum(axis=0)
    total = gold.sum(axis=0) + given.sum(axis=0)
    return np.asarray(np.divide(2 * hits, total, out=np.zeros(gold.shape[1]), where=total > 0))


def macro_f1(gold: Booleans, given: Booleans) -> float:
    """Mean F1 over the labels; arrays of shape (n_documents, n_labels)."""
    return float(f1_per_label(gold, given).mean())


def quiet_on_none(gold: Booleans, given: Booleans) -> float:
    """Share of the documents without a gold label that were given none; NaN when there is no such document."""
    none = ~gold.any(axis=1)
    return float((~given[none].any(axis=1)).mean()) if none.any() else float("nan")


def with_interval(
    measure: Callable[[Booleans, Booleans], float], gold: Booleans, given: Booleans, random_state: int = 0
) -> Figure:
    """A measure with the 2.5th and 97.5th percentile over resampled documents."""
    random = np.random.default_rng(random_state)
    samples = random.integers(0, len(gold), size=(N_RESAMPLES, len(gold)))
    values = [measure(gold[sample], given[sample]) for sample in samples]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Figure(measure(gold, given), float(low), float(high))


def precision_recall_f1(gold: Booleans, given: Booleans) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of every label, each of shape (n_labels,)."""
    precision, recall, f1, _ = precision_recall_fscore_support(gold, given, average=None, zero_division=0)
    return precision, recall, f1


def mean_average_precision(gold: Booleans, probabilities: Floats) -> float:
    """Mean over the labels of the area under precision and recall, as scikit-learn's average precision."""
    return float(np.mean([average_precision_score(gold[:, k], probabilities[:, k]) for k in range(gold.shape[1])]))


def auroc_of_none(gold: Booleans, margins: Floats) -> float:
    """AUROC of "has any label" by the best margin over the thresholds; NaN when there is one kind only."""
    labelled = gold.any(axis=1)
    if labelled.all() or not labelled.any():
        return float("nan")
    return float(roc_auc_score(labelled, margins.max(axis=1)))


def expected_calibration_error(gold: Booleans, probabilities: Floats) -> float:
    """ECE over all (document, label) pairs in ten bins of equal width (Naeini et al. 2015)."""
    truth, stated = gold.ravel().astype(float), probabilities.ravel()
    bins = np.minimum((stated * N_BINS).astype(int), N_BINS - 1)
    weights = np.bincount(bins, minlength=N_BINS) / len(stated)
    with np.errstate(invalid="ignore"):
        gaps = np.bincount(bins, truth - stated, N_BINS) / np.bincount(bins, minlength=N_BINS)
    return float(np.nansum(np.abs(gaps) * weights))


def brier_score(gold: Booleans, probabilities: Floats) -> float:
    """Mean squared error of the probabilities over all (document, label) pairs (Brier 1950)."""
    return float(np.mean((probabilities - gold) ** 2))
