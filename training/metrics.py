"""Gold labels beside labels given or probabilities → figures of quality.

Where a figure cannot be told (the recall of a label without gold, say) it is NaN, and a mean over labels is taken over
the others: a label that neither stands in the gold of a slice nor was given there says nothing about the slice.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.metrics import average_precision_score, roc_auc_score

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

N_BINS = 10
LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Counts that the figures of labels given are made of.

    hits, gold, given : documents that have a label rightly given, as gold, given; shape (…, n_labels).
    none, quiet : documents without a gold label, and those of them that were given none; shape (…,).
    """

    hits: Floats
    gold: Floats
    given: Floats
    none: Floats
    quiet: Floats

    @classmethod
    def of(cls, gold: Booleans, given: Booleans, counts: Floats | None = None) -> "Tally":
        """Count arrays of shape (n_documents, n_labels); counts, of shape (…, n_documents), says how often each."""
        once = np.ones(len(gold)) if counts is None else counts
        none = ~gold.any(axis=1)
        columns = (gold & given, gold, given, none, none & ~given.any(axis=1))
        return cls(*(np.asarray(once @ column.astype(float)) for column in columns))


def precision_per_label(tally: Tally) -> Floats:
    """Share of the documents given a label that have it, shape (…, n_labels)."""
    return _ratio(tally.hits, tally.given)


def recall_per_label(tally: Tally) -> Floats:
    """Share of the documents that have a label that were given it, shape (…, n_labels)."""
    return _ratio(tally.hits, tally.gold)


def f1_per_label(tally: Tally) -> Floats:
    """F1 of every label, shape (…, n_labels); NaN where a label neither stands in gold nor was given."""
    return _ratio(2 * tally.hits, tally.gold + tally.given)


def mean_f1(tally: Tally) -> Floats:
    """Mean F1 over the labels that stand in gold or were given, shape (…,); NaN where there is none."""
    f1 = f1_per_label(tally)
    return _ratio(np.nansum(f1, axis=-1), np.asarray((~np.isnan(f1)).sum(axis=-1), dtype=float))


def quiet_share(tally: Tally) -> Floats:
    """Share of the documents without a gold label that were given none, shape (…,)."""
    return _ratio(tally.quiet, tally.none)


def macro_f1(gold: Booleans, given: Booleans) -> float:
    """Mean F1 over the labels that stand in gold or were given; arrays of shape (n_documents, n_labels)."""
    return float(mean_f1(Tally.of(gold, given)))


def quiet_on_none(gold: Booleans, given: Booleans) -> float:
    """Share of the documents without a gold label that were given none; NaN when there is no such document."""
    return float(quiet_share(Tally.of(gold, given)))


def mean_average_precision(gold: Booleans, scores: Floats) -> float:
    """Mean over the labels that stand in gold of scikit-learn's average precision; NaN when there is none."""
    values = [average_precision_score(gold[:, k], scores[:, k]) for k in range(gold.shape[1]) if gold[:, k].any()]
    return float(np.mean(values)) if values else float("nan")


def best_macro_f1(gold: Booleans, scores: Floats) -> float:
    """Macro-F1 at the best threshold of every label, chosen on these very documents: what no rule can better."""
    best = []
    for column, truth in zip(scores.T, gold.T, strict=True):
        if truth.any():
            given = column[:, np.newaxis] >= np.unique(column)
            f1 = 2 * (given & truth[:, np.newaxis]).sum(axis=0) / (given.sum(axis=0) + truth.sum())
            best.append(float(f1.max()))
    return float(np.mean(best)) if best else float("nan")


def margins(probabilities: Floats, thresholds: Floats) -> Floats:
    """Distance of every probability above its label's threshold, in log-odds; negative below it."""
    clip = partial(np.clip, a_min=LEAST_PROBABILITY, a_max=1 - LEAST_PROBABILITY)
    return np.asarray(logit(clip(probabilities)) - logit(clip(thresholds)))


def auroc_of_none(gold: Booleans, distances: Floats) -> float:
    """AUROC of "has any label" by the best of the margins; NaN when there is one kind of document only."""
    labelled = gold.any(axis=1)
    if labelled.all() or not labelled.any():
        return float("nan")
    return float(roc_auc_score(labelled, distances.max(axis=1)))


def expected_calibration_error(gold: Booleans, probabilities: Floats) -> float:
    """ECE over all (document, label) pairs in ten bins of equal width (Naeini et al. 2015)."""
    stated, observed, n_pairs = reliability(gold, probabilities)
    return float(np.sum(np.abs(observed - stated) * n_pairs) / max(gold.size, 1))


def reliability(gold: Booleans, probabilities: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean probability stated, share observed and number of (document, label) pairs in every bin that has any."""
    truth, stated = gold.ravel().astype(float), probabilities.ravel()
    bins = np.minimum((stated * N_BINS).astype(int), N_BINS - 1)
    n_pairs = np.bincount(bins, minlength=N_BINS)
    there = n_pairs > 0
    means = (np.bincount(bins, values, N_BINS)[there] / n_pairs[there] for values in (stated, truth))
    return (*means, n_pairs[there].astype(float))  # type: ignore[return-value]


def brier_score(gold: Booleans, probabilities: Floats) -> float:
    """Mean squared error of the probabilities over all (document, label) pairs (Brier 1950)."""
    return float(np.mean((probabilities - gold) ** 2))


def _ratio(above: Floats, below: Floats) -> Floats:
    out = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=out, where=np.asarray(below) > 0))
