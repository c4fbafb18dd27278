import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decision import Decision, DecisionRule, Outcome

RULE = DecisionRule((0.5, 0.4, 0.3), (0.4, 0.3, 0.2), (0.6, 0.5, 0.4))
PROBABILITIES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(np.array)


@st.composite
def rules(draw: st.DrawFn) -> DecisionRule:
    bands = [sorted(draw(st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3))) for _ in range(3)]
    lower, thresholds, upper = zip(*bands, strict=True)
    return DecisionRule(thresholds, lower, upper)


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ((0.7, 0.1, 0.1), Decision(Outcome.TAGGED, labels=(0,))),
        ((0.6, 0.1, 0.9), Decision(Outcome.TAGGED, labels=(2, 0))),
        ((0.5, 0.6, 0.1), Decision(Outcome.UNCERTAIN, candidates=(1, 0))),
        ((0.5, 0.1, 0.1), Decision(Outcome.UNCERTAIN, candidates=(0,))),
        ((0.4, 0.45, 0.1), Decision(Outcome.UNCERTAIN, candidates=(1, 0))),
        ((0.39, 0.29, 0.2), Decision(Outcome.UNCERTAIN, candidates=(2,))),
        ((0.39, 0.29, 0.19), Decision(Outcome.NONE)),
    ],
    ids=["one", "two", "one sure, one in doubt", "at its threshold", "two in doubt", "at a lower bound", "none"],
)
def test_the_band_decides(probabilities: tuple[float, ...], expected: Decision) -> None:
    assert RULE.decide(np.array(probabilities)) == expected


@given(rule=rules(), probabilities=PROBABILITIES)
def test_outcomes_follow_from_the_bounds(rule: DecisionRule, probabilities: np.ndarray) -> None:
    decision = rule.decide(probabilities)
    doubtful = bool(((probabilities >= rule.lower) & (probabilities < rule.upper)).any())
    sure = bool((probabilities >= rule.upper).any())
    expected = Outcome.UNCERTAIN if doubtful else Outcome.TAGGED if sure else Outcome.NONE
    assert decision.outcome == expected
    assert bool(decision.labels) == (decision.outcome == Outcome.TAGGED)
    assert bool(decision.candidates) == (decision.outcome == Outcome.UNCERTAIN)
    if decision.labels:
        assert set(decision.labels) == set(np.flatnonzero(rule.force(probabilities)).tolist())


@given(rule=rules(), probabilities=PROBABILITIES)
def test_labels_and_candidates_come_best_first(rule: DecisionRule, probabilities: np.ndarray) -> None:
    decision = rule.decide(probabilities)
    for named in (decision.labels, decision.candidates):
        found = [probabilities[i] for i in named]
        assert found == sorted(found, reverse=True)


@given(rule=rules(), probabilities=PROBABILITIES)
def test_doubt_aside_what_is_decided_is_what_is_forced(rule: DecisionRule, probabilities: np.ndarray) -> None:
    decision = rule.decide(probabilities)
    if decision.outcome != Outcome.UNCERTAIN:
        assert set(decision.labels) == set(np.flatnonzero(rule.force(probabilities)).tolist())


@pytest.mark.parametrize("bounds", [((0.4,), (0.5,), (0.6,)), ((0.7,), (0.5,), (0.6,))], ids=["lower", "upper"])
def test_a_band_that_leaves_its_threshold_out_is_refused(bounds: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"^a band of doubt must enclose its threshold$"):
        DecisionRule(*bounds)


@pytest.mark.parametrize("bounds", [((0.5,), (0.4,) * 2, (0.6,)), ((0.5,), (0.4,), (0.6,) * 2)], ids=["lower", "upper"])
def test_every_label_needs_a_band(bounds: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        DecisionRule(*bounds)


def test_of_equals_the_label_that_the_taxonomy_names_first_comes_first() -> None:
    probabilities = np.tile([0.9, 0.7], 40)
    rule = DecisionRule((0.5,) * 80, (0.4,) * 80, (0.6,) * 80)
    assert rule.decide(probabilities).labels == (*range(0, 80, 2), *range(1, 80, 2))


def test_no_doubt_may_be_forced() -> None:
    forced = RULE.force(np.array([[0.5, 0.1, 0.1], [0.39, 0.29, 0.29]]))
    assert forced.tolist() == [[True, False, False], [False, False, False]]
