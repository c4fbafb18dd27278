import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score, precision_score, recall_score

from training.metrics import (
    Tally,
    auroc_of_none,
    best_macro_f1,
    brier_score,
    expected_calibration_error,
    f1_per_label,
    macro_f1,
    margins,
    mean_average_precision,
    precision_per_label,
    quiet_on_none,
    recall_per_label,
    reliability,
)

BOOLEANS = arrays(bool, st.tuples(st.integers(1, 12), st.just(3)))
PROBABILITIES = arrays(float, (12, 3), elements=st.floats(0, 1))


@given(gold=BOOLEANS, seed=st.integers(0, 9))
def test_figures_of_labels_agree_with_scikit_learn_where_they_can_be_told(gold: np.ndarray, seed: int) -> None:
    guess = np.random.default_rng(seed).random(gold.shape) < 0.5
    tally = Tally.of(gold, guess)
    for ours, theirs in (
        (precision_per_label, precision_score),
        (recall_per_label, recall_score),
        (f1_per_label, f1_score),
    ):
        expected = theirs(gold, guess, average=None, zero_division=np.nan)
        np.testing.assert_allclose(ours(tally), expected)


def test_a_label_that_is_neither_gold_nor_given_is_left_out_of_the_mean() -> None:
    gold = np.array([[True, False, False], [True, True, False]])
    guess = np.array([[True, False, False], [True, False, False]])
    np.testing.assert_equal(f1_per_label(Tally.of(gold, guess)), [1.0, 0.0, np.nan])
    assert macro_f1(gold, guess) == 0.5


def test_a_label_that_is_given_without_gold_counts_as_nothing_right() -> None:
    gold, guess = np.array([[True, False]]), np.array([[True, True]])
    assert macro_f1(gold, guess) == 0.5


def test_a_part_without_any_label_has_no_macro_f1() -> None:
    nothing = np.zeros((3, 2), dtype=bool)
    assert np.isnan(macro_f1(nothing, nothing))
    assert np.isnan(mean_average_precision(nothing, np.ones((3, 2))))
    assert np.isnan(best_macro_f1(nothing, np.ones((3, 2))))


@given(gold=BOOLEANS, repeats=st.integers(1, 4))
def test_counts_are_the_same_as_repeating_the_documents(gold: np.ndarray, repeats: int) -> None:
    guess = ~gold
    guess[::2] = gold[::2]
    counted = Tally.of(gold, guess, np.full((1, len(gold)), float(repeats)))
    repeated = Tally.of(np.repeat(gold, repeats, axis=0), np.repeat(guess, repeats, axis=0))
    for name in ("hits", "gold", "given", "none", "quiet"):
        np.testing.assert_equal(getattr(counted, name)[0], getattr(repeated, name))


def test_quiet_on_none_looks_only_at_documents_without_gold() -> None:
    gold = np.array([[False], [False], [True]])
    assert quiet_on_none(gold, np.array([[False], [True], [True]])) == 0.5
    assert np.isnan(quiet_on_none(gold[2:], gold[2:]))


def test_average_precision_leaves_out_a_label_without_gold() -> None:
    gold = np.array([[True, False], [False, False]])
    assert mean_average_precision(gold, np.array([[0.9, 0.5], [0.1, 0.4]])) == 1.0


@given(scores=PROBABILITIES, seed=st.integers(0, 9))
def test_no_thresholds_do_better_than_the_best(scores: np.ndarray, seed: int) -> None:
    gold = np.random.default_rng(seed).random(scores.shape) < 0.5
    gold[0] = True
    for threshold in (0.25, 0.5, 0.75):
        assert macro_f1(gold, scores >= threshold) <= best_macro_f1(gold, scores) + 1e-9


def test_margins_are_zero_at_the_threshold_and_finite_at_the_ends() -> None:
    rows = margins(np.array([[0.3, 0.0], [0.9, 1.0]]), np.array([0.3, 0.5]))
    assert rows[0, 0] == 0
    assert np.isfinite(rows).all()
    assert rows[1, 0] > 0 > rows[0, 1]


def test_auroc_of_none_is_one_where_every_labelled_document_stands_out() -> None:
    gold = np.array([[True, False], [False, False], [False, True]])
    assert auroc_of_none(gold, np.array([[2.0, -1], [-3, -2], [-1, 1]])) == 1.0
    assert np.isnan(auroc_of_none(gold[:1], np.zeros((1, 2))))


@pytest.mark.parametrize(("stated", "expected"), [(0.75, 0.0), (1.0, 0.25), (0.0, 0.75)])
def test_calibration_error_is_the_gap_between_stated_and_right(stated: float, expected: float) -> None:
    gold = np.array([[True, True, True, False]])
    assert expected_calibration_error(gold, np.full((1, 4), stated)) == pytest.approx(expected)


@given(probabilities=PROBABILITIES, seed=st.integers(0, 9))
@settings(max_examples=50)
def test_calibration_figures_stay_within_their_bounds(probabilities: np.ndarray, seed: int) -> None:
    gold = np.random.default_rng(seed).random(probabilities.shape) < 0.5
    stated, observed, n_pairs = reliability(gold, probabilities)
    assert n_pairs.sum() == gold.size
    assert (np.diff(stated) > 0).all()
    assert ((observed >= 0) & (observed <= 1)).all()
    assert 0 <= expected_calibration_error(gold, probabilities) <= 1
    assert 0 <= brier_score(gold, probabilities) <= 1
