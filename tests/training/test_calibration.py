import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from training.calibration import best_threshold, choose_rule, fit_calibration


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, -1.0), (2.0, 0.7)])
def test_calibration_finds_slope_and_intercept(slope: float, intercept: float) -> None:
    random = np.random.default_rng(0)
    scores = random.normal(scale=2, size=(20_000, 1))
    gold = random.random((20_000, 1)) < expit(slope * scores + intercept)
    np.testing.assert_allclose(fit_calibration(scores, gold), [[slope, intercept]], atol=0.1)


@pytest.mark.parametrize(
    ("probabilities", "truth", "low", "high"),
    [
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.2, 0.8),
        ([0.1, 0.6, 0.7, 0.9], [0, 0, 0, 1], 0.7, 0.9),
        ([0.06, 0.3, 0.4, 0.9], [0, 1, 1, 1], 0.06, 0.3),
    ],
)
def test_the_threshold_parts_what_can_be_parted(
    probabilities: list[float], truth: list[int], low: float, high: float
) -> None:
    threshold = best_threshold(np.array(probabilities), np.array(truth, dtype=bool))
    assert low < threshold <= high
    assert threshold == pytest.approx((low + high) / 2, abs=0.02)


@given(
    rows=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=4, max_size=30),
    band=st.floats(0, 2),
)
def test_the_band_lies_evenly_around_the_threshold_in_log_odds(rows: list[tuple[float, bool]], band: float) -> None:
    probabilities, truth = (np.array(column)[:, np.newaxis] for column in zip(*rows, strict=True))
    rule = choose_rule(probabilities, truth.astype(bool), band)
    log_odds = [np.log(p / (1 - p)) for (p,) in (rule.lower, rule.thresholds, rule.upper)]
    np.testing.assert_allclose(np.diff(log_odds), band, atol=1e-9)
    assert 0.05 <= rule.thresholds[0] <= 0.95
