"""Wrong decisions → the worst of them, and which label stood where another should."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from models.decision import DecisionRule
from training.metrics import margins
from training.slices import genre_of

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

MOST_ERRORS = 15
BEGINNING_CHARACTERS = 140


@dataclass(frozen=True, slots=True)
class WorstError:
    """A document that a forced decision got wrong.

    margin : how far the worst wrong label lies on the wrong side of its threshold, in log-odds.
    tagged : labels given, the most probable first.
    """

    id: str
    language: str
    genre: str
    gold: tuple[str, ...]
    tagged: tuple[str, ...]
    probabilities: dict[str, float]
    margin: float
    beginning: str


def worst_errors(
    examples: Sequence[Example], gold: Booleans, probabilities: Floats, rule: DecisionRule, labels: Sequence[str]
) -> tuple[WorstError, ...]:
    """The wrong decisions with the largest margins, worst first, at most `MOST_ERRORS`."""
    given = rule.force(probabilities)
    wrong_margins = np.where(given != gold, np.abs(margins(probabilities, np.array(rule.thresholds))), -1.0)
    largest = wrong_margins.max(axis=1)
    order = np.argsort(-largest, kind="stable")[:MOST_ERRORS]
    return tuple(
        _describe(examples[i], probabilities[i], given[i], labels, float(largest[i])) for i in order if largest[i] >= 0
    )


def confusion(examples: Sequence[Example], probabilities: Floats, given: Booleans, labels: Sequence[str]) -> Integers:
    """Documents by gold primary (rows) and tagged primary (columns), none last; shape (n_labels + 1, n_labels + 1)."""
    none = len(labels)
    gold = [labels.index(example.primary) if example.primary else none for example in examples]
    tagged = np.where(given.any(axis=1), np.where(given, probabilities, -1).argmax(axis=1), none)
    table = np.zeros((none + 1, none + 1), dtype=np.int64)
    for row, column in zip(gold, tagged, strict=True):
        table[row, column] += 1
    return table


def _describe(
    example: Example, probabilities: Floats, given: Booleans, labels: Sequence[str], margin: float
) -> WorstError:
    tagged = sorted(np.flatnonzero(given).tolist(), key=lambda k: -probabilities[k])
    return WorstError(
        example.id,
        example.language,
        genre_of(example),
        example.labels,
        tuple(labels[k] for k in tagged),
        {label: round(float(value), 4) for label, value in zip(labels, probabilities, strict=True)},
        round(margin, 3),
        " ".join(example.text[: 2 * BEGINNING_CHARACTERS].split())[:BEGINNING_CHARACTERS],
    )
