"""Documents → figures with 95 % intervals, by the bootstrap over documents (Efron and Tibshirani 1993, percentiles).

A resample is a row of counts, how often each document was drawn, so that all resamples are judged at once.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.numbers import UNKNOWN, Numbers
from training.metrics import Tally

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

N_RESAMPLES = 1000
BOUNDS_PERCENT = (2.5, 97.5)

_ENGLISH = Numbers("en")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % bootstrap interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return self.written(_ENGLISH)

    def written(self, numbers: Numbers) -> str:
        """Value and interval, as a language writes numbers; a dash where it cannot be told."""
        if np.isnan(self.value):
            return UNKNOWN
        return f"{numbers.decimal(self.value, 3)} {numbers.interval(self.low, self.high)}"


def with_interval(measure: Callable[[Tally], Floats | float], gold: Booleans, given: Booleans) -> Figure:
    """A measure that gives one number a tally, such as `macro_f1`, with its interval."""
    (figure,) = with_intervals(lambda tally: np.asarray(measure(tally))[..., np.newaxis], gold, given)
    return figure


def with_intervals(measure: Callable[[Tally], Floats], gold: Booleans, given: Booleans) -> list[Figure]:
    """A measure that gives several numbers a tally, such as `f1_per_label`: one figure each.

    A resample in which a number cannot be told, as the recall of a label that was not drawn, is left out of its
    interval.
    """
    values = measure(Tally.of(gold, given))
    if not len(gold):
        return [Figure(float(value), float("nan"), float("nan")) for value in values]
    counts = resample(len(gold))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        low, high = np.nanpercentile(measure(Tally.of(gold, given, counts)), BOUNDS_PERCENT, axis=0)
    return [Figure(float(v), float(a), float(b)) for v, a, b in zip(values, low, high, strict=True)]


def resample(n_documents: int, random_state: int = 0) -> Floats:
    """How often each document was drawn, shape (N_RESAMPLES, n_documents); every row sums to n_documents."""
    random = np.random.default_rng(random_state)
    even = np.full(n_documents, 1 / n_documents)
    return random.multinomial(n_documents, even, size=N_RESAMPLES).astype(float)
