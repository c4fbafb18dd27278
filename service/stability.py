"""Shares then and now → how far they have moved apart: the population stability index and its usual bands."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LEAST_SHARE = 0.001
SHIFTING_FROM = 0.1
SHIFTED_FROM = 0.25


class Band(StrEnum):
    """What an index means by the rule of thumb: below 0.1 nothing, from 0.25 on that something is different."""

    STABLE = "stable"
    SHIFTING = "shifting"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True)
class Stability:
    """A population stability index, 0 for equal shares, and its band."""

    index: float
    band: Band


def measure_stability(expected: Mapping[str, float], found: Mapping[str, float]) -> Stability | None:
    """Compare two distributions, each scaled to sum to 1; None where one of them is empty.

    A share of nothing counts as a thousandth, lest the index be without bounds.
    """
    if not sum(expected.values()) or not sum(found.values()):
        return None
    names = sorted({*expected, *found})
    pairs = zip(_scaled(expected, names), _scaled(found, names), strict=True)
    index = sum((now - then) * math.log(now / then) for then, now in pairs)
    return Stability(round(index, 4), _band(index))


def _scaled(shares: Mapping[str, float], names: list[str]) -> list[float]:
    total = sum(shares.values())
    return [max(shares.get(name, 0.0) / total, LEAST_SHARE) for name in names]


def _band(index: float) -> Band:
    if index < SHIFTING_FROM:
        return Band.STABLE
    return Band.SHIFTING if index < SHIFTED_FROM else Band.SHIFTED
