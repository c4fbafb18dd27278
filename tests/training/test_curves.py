import numpy as np
import pytest

from models.decision import DecisionRule
from training.curves import COVERAGES, coverage_curve, operating_point, precision_recall, reliability_of

RULE = DecisionRule((0.5, 0.5), (0.4, 0.4), (0.6, 0.6))
GOLD = np.array([[True, False], [False, True], [False, False], [True, False]])
PROBABILITIES = np.array([[0.9, 0.1], [0.1, 0.8], [0.45, 0.02], [0.45, 0.1]])
GROUPS = np.array(["a", "b", "c", "d"])


def test_leaving_out_the_least_sure_documents_leaves_out_the_error() -> None:
    curve = coverage_curve(GOLD, PROBABILITIES, RULE, GROUPS)
    assert [point.coverage for point in curve] == list(COVERAGES) == sorted(COVERAGES, reverse=True)
    assert curve[0].macro_f1.value < 1
    assert curve[-1].macro_f1.value == 1


def test_the_operating_point_is_what_the_band_does_not_leave_uncertain() -> None:
    point = operating_point(GOLD, PROBABILITIES, RULE, GROUPS)
    assert (point.coverage, point.macro_f1.value) == (0.5, 1.0)


def test_nothing_is_sure_in_a_band_over_everything() -> None:
    point = operating_point(GOLD, PROBABILITIES, DecisionRule((0.5, 0.5), (0.0, 0.0), (1.0, 1.0)), GROUPS)
    assert point.coverage == 0
    assert np.isnan(point.macro_f1.value)


def test_a_label_without_gold_has_a_curve_without_points() -> None:
    first, second = precision_recall(GOLD[[0, 2, 3]], PROBABILITIES[[0, 2, 3]], ("a", "b"))
    assert first.recall[0] == 1.0
    assert 0.5 < first.average_precision <= 1
    assert (second.label, second.recall, second.precision) == ("b", (), ())
    assert np.isnan(second.average_precision)


def test_reliability_counts_every_pair_once() -> None:
    curve = reliability_of("all", GOLD, PROBABILITIES)
    assert sum(curve.n_pairs) == GOLD.size
    assert curve.stated[0] == pytest.approx(0.02)
