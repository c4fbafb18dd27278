"""Documents → figures with 95 % intervals, by the bootstrap over documents (Efron and Tibshirani 1993, percentiles).

A resample is a row of counts, how often each document was drawn, so that all resamples are judged at once. Twins are
drawn together.
"""

import warnings
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.numbers import UNKNOWN, Numbers
from training.metrics import Tally

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Groups = NDArray[np.str_]

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


def with_interval(
    measure: Callable[[Tally], Floats | float], gold: Booleans, given: Booleans, groups: Groups | None = None
) -> Figure:
    """A measure that gives one number a tally, such as `macro_f1`, with its interval."""
    (figure,) = with_intervals(lambda tally: np.asarray(measure(tally))[..., np.newaxis], gold, given, groups)
    return figure


def with_intervals(
    measure: Callable[[Tally], Floats], gold: Booleans, given: Booleans, groups: Groups | None = None
) -> list[Figure]:
    """A measure that gives several numbers a tally, such as `f1_per_label`: one figure each.

    A resample in which a number cannot be told, as the recall of a label that was not drawn, is left out of its
    interval.

    groups : of the documents, what is drawn together; None to draw each by itself.
    """
    values = measure(Tally.of(gold, given))
    if not len(gold):
        return [Figure(float(value), float("nan"), float("nan")) for value in values]
    counts = resample(range(len(gold)) if groups is None else groups)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        low, high = np.nanpercentile(measure(Tally.of(gold, given, counts)), BOUNDS_PERCENT, axis=0)
    return [Figure(float(v), float(a), float(b)) for v, a, b in zip(values, low, high, strict=True)]


def groups_of_twins(examples: Sequence[Example]) -> Groups:
    """What is drawn together of examples: the two of a pair, of which the second tells little that is new."""
    return np.array([example.group for example in examples])


def resample(groups: Collection[Hashable], n_resamples: int = N_RESAMPLES, random_state: int = 0) -> Floats:
    """How often each document was drawn with all of its group, shape (n_resamples, n_documents).

    As many groups are drawn as there are; a document by itself is a group.
    """
    places = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    random = np.random.default_rng(random_state)
    drawn = random.multinomial(len(places), np.full(len(places), 1 / len(places)), size=n_resamples)
    return drawn[:, [places[group] for group in groups]].astype(float)
