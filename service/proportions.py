"""Counts → shares and totals with 95 % intervals."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from math import exp, hypot, lgamma, sqrt

Z = 1.959964
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of an archive from which documents were drawn at random: how many it has, were reviewed, were found."""

    size: int
    reviewed: int
    found: int


def wilson(count: int, n: int) -> Estimate | None:
    """A share with its score interval (Wilson 1927); None of no documents."""
    if not n:
        return None
    share, weight = count / n, Z**2 / n
    centre = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n))
    return Estimate(share, max(0.0, centre - reach), min(1.0, centre + reach))


def estimate_total(strata: Collection[Stratum]) -> Estimate | None:
    """How many there are in all strata; None where a stratum has documents and none of them was reviewed.

    The value is the stratified expansion estimator, the sum of size × found / reviewed (Cochran, Sampling Techniques,
    1977, ch. 5). The limits of each stratum are exact for a finite population, and are joined by the recovery of
    variance estimates (Zou and Donner 2008), so that "none found" is not "none there".
    """
    drawn = [stratum for stratum in strata if stratum.size]
    if not all(stratum.reviewed for stratum in drawn):
        return None
    totals = [_total(stratum) for stratum in drawn]
    value = sum(total.value for total in totals)
    low = value - hypot(*(total.value - total.low for total in totals))
    high = value + hypot(*(total.high - total.value for total in totals))
    return Estimate(value, low, high)


def _total(stratum: Stratum) -> Estimate:
    """A stratum's total; its limits are those that the hypergeometric distribution does not rule out."""
    size, reviewed, found = stratum.size, stratum.reviewed, stratum.found
    possible = range(found, size - reviewed + found + 1)
    low = bisect_left(possible, TAIL, key=lambda total: 1 - _at_most(found - 1, size, total, reviewed))
    high = bisect_right(possible, -TAIL, key=lambda total: -_at_most(found, size, total, reviewed)) - 1
    return Estimate(size * found / reviewed, possible[low], possible[high])


def _at_most(found: int, size: int, total: int, reviewed: int) -> float:
    """The probability to find so many or fewer where there are `total`: the hypergeometric distribution."""
    least = max(0, reviewed - (size - total))
    return sum(
        exp(_log_choose(total, k) + _log_choose(size - total, reviewed - k) - _log_choose(size, reviewed))
        for k in range(least, min(found, total) + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
