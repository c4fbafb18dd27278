"""A candidate and the current version on documents that neither learnt from → the gate's table.

A loss is refused unless it can be ruled out: by a paired bootstrap over the pairs of twins, the lower bound of the
difference must lie above minus the margin (a test of non-inferiority). What the limits are worth stands in
docs/decisions/gate.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.taxonomy import LANGUAGES
from models.policy import GateLimits
from training.arrays import gold_array
from training.gate import Answers, Check, Gate
from training.intervals import groups_of_twins, resample
from training.metrics import Tally, expected_calibration_error, f1_per_label, mean_f1
from training.slices import ALL, languages_of, masks_of

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

N_RESAMPLES = 4000
LEAST_DOCUMENTS = 20  # with a label; with fewer it is judged together with the others only


def judge(
    candidate: Answers,
    current: Answers,
    examples: Sequence[Example],
    labels: Sequence[str],
    limits: GateLimits,
    current_version: str,
) -> Gate:
    """Compare two versions on the same held-out documents; the same input gives the same table."""
    counts = resample(groups_of_twins(examples), N_RESAMPLES)
    pair = _Pair(candidate, current, gold_array(examples, labels), counts)
    parts = languages_of(masks_of(examples))
    checks = (
        *(check for language, part in parts.items() for check in _losses(pair.of(part), labels, language, limits)),
        *_gaps(pair, parts, limits),
        *(_calibration(pair.of(part), language, limits) for language, part in parts.items()),
        *(_decided(pair.of(part), language, limits) for language, part in parts.items()),
        *_twins(pair, examples, limits),
    )
    return Gate(all(check.passed for check in checks), current_version, len(examples), checks)


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two versions on the same documents, and how often each was drawn, shape (N_RESAMPLES, n_documents)."""

    candidate: Answers
    current: Answers
    gold: Booleans
    counts: Floats

    @property
    def sides(self) -> tuple[Answers, Answers]:
        return self.candidate, self.current

    def of(self, part: Booleans) -> "_Pair":
        return _Pair(self.candidate.of_part(part), self.current.of_part(part), self.gold[part], self.counts[:, part])

    def compare(self, measure: Callable[[Tally], Floats]) -> tuple[Floats, Floats, Floats]:
        """A measure of the candidate, of the current version, and their difference in every resample."""
        candidate, current = (measure(Tally.of(self.gold, side.given)) for side in self.sides)
        drawn, drawn_current = (measure(Tally.of(self.gold, side.given, self.counts)) for side in self.sides)
        return candidate, current, drawn - drawn_current


def _losses(pair: _Pair, labels: Sequence[str], language: str, limits: GateLimits) -> Iterator[Check]:
    """Macro-F1, and F1 of every label that enough documents have."""
    is_all = language == ALL
    margin = limits.macro_margin if is_all else limits.language_margin
    yield _loss("macro_f1", ALL, language, len(pair.gold), pair.compare(mean_f1), margin, limits)
    figures = pair.compare(f1_per_label)
    margin = limits.label_margin if is_all else limits.cell_margin
    for place, (label, truth) in enumerate(zip(labels, pair.gold.T, strict=True)):
        if truth.sum() >= LEAST_DOCUMENTS:
            of_label = [figure[..., place] for figure in figures]
            yield _loss("f1", label, language, int(truth.sum()), of_label, margin, limits)


def _loss(
    measure: str, label: str, language: str, n: int, figures: Sequence[Floats], margin: float, limits: GateLimits
) -> Check:
    """A loss beyond the margin must be ruled out; what neither version can be told of is none."""
    candidate, current, drawn = (np.nan_to_num(figure) for figure in figures)
    low, high = (float(bound) for bound in np.quantile(drawn, (1 - limits.confidence, limits.confidence)))
    return Check(measure, label, language, n, float(candidate), float(current), low, high, -margin, low >= -margin)


def _gaps(pair: _Pair, parts: Mapping[str, Booleans], limits: GateLimits) -> Iterator[Check]:
    if set(LANGUAGES) <= parts.keys():
        one, other = (pair.of(parts[language]).compare(mean_f1) for language in LANGUAGES)
        candidate, current = (abs(float(a) - float(b)) for a, b in zip(one[:2], other[:2], strict=True))
        yield _ceiling("language_gap", ALL, len(pair.gold), candidate, current, limits.language_gap)


def _calibration(pair: _Pair, language: str, limits: GateLimits) -> Check:
    candidate, current = (expected_calibration_error(pair.gold, side.probabilities) for side in pair.sides)
    return _ceiling("calibration_error", language, len(pair.gold), candidate, current, limits.calibration_error)


def _ceiling(measure: str, language: str, n: int, candidate: float, current: float, limit: float) -> Check:
    passed = candidate <= max(limit, current)
    return Check(measure, ALL, language, n, candidate, current, None, None, limit, passed)


def _decided(pair: _Pair, language: str, limits: GateLimits) -> Check:
    """The share of documents that are not left uncertain, which no forced decision tells of."""
    candidate, current = (float(side.decided.mean()) for side in pair.sides)
    return _floor("decided_share", language, len(pair.gold), candidate, current, limits.decided_margin)


def _twins(pair: _Pair, examples: Sequence[Example], limits: GateLimits) -> Iterator[Check]:
    """The share of texts that get the same labels in both languages."""
    places = {example.id: place for place, example in enumerate(examples)}
    twins = [(place, places[e.twin]) for place, e in enumerate(examples) if place < places.get(e.twin, -1)]
    if twins:
        one, other = np.array(twins).T
        candidate, current = (float((s.given[one] == s.given[other]).all(axis=1).mean()) for s in pair.sides)
        yield _floor("same_twins", ALL, len(twins), candidate, current, limits.twin_margin)


def _floor(measure: str, language: str, n: int, candidate: float, current: float, margin: float) -> Check:
    passed = candidate - current >= -margin
    return Check(measure, ALL, language, n, candidate, current, None, None, -margin, passed)
