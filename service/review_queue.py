"""What a person should look at next: how doubtful tags are, and whose turn it is among the ways to choose."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log

from corpora.annotation import ChosenBy
from service.lots import lot_of

MOST_RIVALRY = 1.5  # log-odds; labels that are farther from their thresholds are not in question
LEAST_PROBABILITY = 1e-9
LOT_BITS = 63  # what a signed column of the database holds


@dataclass(frozen=True, slots=True)
class Doubt:
    """How near a document's labels are to their thresholds, in log-odds.

    distance : of the label nearest to its threshold.
    rivalry : of the second nearest, small where two labels compete; None where there is but one label.
    """

    distance: float
    rivalry: float | None

    @classmethod
    def of(cls, scores: Mapping[str, float], thresholds: Mapping[str, float]) -> "Doubt":
        """From the probabilities of all labels and their thresholds; without labels there is no doubt."""
        nearest = sorted(abs(_log_odds(score) - _log_odds(thresholds[label])) for label, score in scores.items())
        return cls(nearest[0] if nearest else inf, nearest[1] if len(nearest) > 1 else None)


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of the ways to choose, which add up to 1.

    random : by lot, whatever the tags, so that quality can be estimated.
    competing : where two labels are in question; the rest goes to the most doubtful.
    """

    random: float = 0.3
    competing: float = 0.2

    @property
    def shares(self) -> dict[ChosenBy, float]:
        """The share of every way."""
        rest = 1 - self.random - self.competing
        return {ChosenBy.UNCERTAIN: rest, ChosenBy.COMPETING: self.competing, ChosenBy.RANDOM: self.random}


def turns(mix: Mix, before: Sequence[ChosenBy] = ()) -> Iterator[ChosenBy]:
    """Yield the ways to choose, for ever, so that any stretch has about the shares of the mix.

    before : the latest turns that were taken, in any order.
    """
    taken = Counter(before)
    while True:
        n = taken.total() + 1
        due = {way: share * n - taken[way] for way, share in mix.shares.items()}
        way = max(due, key=lambda way: due[way])
        taken[way] += 1
        yield way


def review_lot(digest: str) -> int:
    """The lot of a text, as good as random and always the same: those with the lowest are a random sample."""
    return lot_of(digest) >> (64 - LOT_BITS)


def _log_odds(probability: float) -> float:
    p = min(max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY)
    return log(p / (1 - p))
