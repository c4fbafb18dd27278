from math import hypot
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from service.proportions import Stratum, estimate_total, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(count: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    share = wilson(count, n)
    assert share is not None
    assert (share.value, share.low, share.high) == pytest.approx((count / n, low, high), abs=5e-5)


def test_of_no_documents_there_is_no_share() -> None:
    assert wilson(0, 0) is None


def test_the_total_weighs_strata_by_their_size() -> None:
    estimate = estimate_total([Stratum(900, 30, 3), Stratum(100, 20, 10)])
    assert estimate is not None
    assert estimate.value == pytest.approx(900 * 3 / 30 + 100 * 10 / 20)
    assert estimate.low < estimate.value < estimate.high


def test_limits_of_strata_are_joined_by_the_roots_of_their_squares() -> None:
    parts = [Stratum(900, 30, 3), Stratum(100, 20, 10)]
    whole, (first, second) = estimate_total(parts), [estimate_total([part]) for part in parts]
    assert whole
    assert first
    assert second
    below = hypot(first.value - first.low, second.value - second.low)
    above = hypot(first.high - first.value, second.high - second.value)
    assert (whole.low, whole.high) == pytest.approx((whole.value - below, whole.value + above))


def test_all_reviewed_leaves_no_doubt() -> None:
    estimate = estimate_total([Stratum(40, 40, 7), Stratum(3, 3, 0)])
    assert estimate is not None
    assert (estimate.low, estimate.value, estimate.high) == (7, 7, 7)


def test_none_found_is_not_none_there() -> None:
    estimate = estimate_total([Stratum(1000, 100, 0)])
    assert estimate is not None
    assert (estimate.value, estimate.low) == (0, 0)
    assert hypergeom.cdf(0, 1000, estimate.high, 100) >= 0.025 > hypergeom.cdf(0, 1000, estimate.high + 1, 100)


def test_a_stratum_that_nobody_reviewed_leaves_the_total_unknown() -> None:
    assert estimate_total([Stratum(900, 30, 3), Stratum(100, 0, 0)]) is None
    assert estimate_total([Stratum(900, 30, 3), Stratum(0, 0, 0)]) is not None


@given(st.integers(1, 3000), st.data())
def test_limits_are_those_that_the_distribution_does_not_rule_out(size: int, data: st.DataObject) -> None:
    reviewed = data.draw(st.integers(1, min(size, 60)))
    found = data.draw(st.integers(0, reviewed))
    estimate = estimate_total([Stratum(size, reviewed, found)])
    assert estimate is not None
    assert found <= estimate.low <= estimate.value <= estimate.high <= size - reviewed + found
    low, high = round(estimate.low), round(estimate.high)
    assert hypergeom.sf(found - 1, size, low, reviewed) >= 0.025 - 1e-9 or low == found
    assert low == found or hypergeom.sf(found - 1, size, low - 1, reviewed) <= 0.025 + 1e-9
    assert high == size - reviewed + found or hypergeom.cdf(found, size, high + 1, reviewed) <= 0.025 + 1e-9


@pytest.mark.parametrize("shares", [(0.01, 0.04, 0.3), (0.002, 0.01, 0.15), (0.0, 0.05, 0.0)])
def test_intervals_hold_the_truth_nineteen_times_in_twenty(shares: tuple[float, ...]) -> None:
    random, sizes, n_reviewed = Random(0), (600, 200, 100), (50, 25, 25)
    documents = [[place < share * size for place in range(size)] for share, size in zip(shares, sizes, strict=True)]
    truth = sum(map(sum, documents))
    n_hits, n_times = 0, 300
    for _ in range(n_times):
        found = [sum(random.sample(part, n)) for part, n in zip(documents, n_reviewed, strict=True)]
        estimate = estimate_total([Stratum(*facts) for facts in zip(sizes, n_reviewed, found, strict=True)])
        assert estimate is not None
        n_hits += estimate.low <= truth <= estimate.high
    assert n_hits / n_times >= 0.93
