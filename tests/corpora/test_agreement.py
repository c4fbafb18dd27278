import warnings
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from corpora.agreement import Agreement, agreements, cohen_kappa

ANSWERS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(ANSWERS)
def test_kappa_is_that_of_scikit_learn(answers: list[tuple[bool, bool]]) -> None:
    first, second = (list(column) for column in zip(*answers, strict=True))
    with warnings.catch_warnings(action="ignore"):
        expected = cohen_kappa_score(first, second, labels=[False, True])
    found = cohen_kappa(first, second)
    assert found is None if isnan(expected) else found == pytest.approx(expected)


@pytest.mark.parametrize("answer", [True, False])
def test_kappa_of_people_who_always_say_the_same_is_undefined(answer: bool) -> None:
    assert cohen_kappa([answer] * 5, [answer] * 5) is None
    assert cohen_kappa([], []) is None


def test_kappa_is_0_where_one_never_varies_and_below_0_where_people_contradict() -> None:
    assert cohen_kappa([True, True], [True, False]) == 0
    assert cohen_kappa([True, False], [False, True]) == -1


def test_each_two_people_are_compared_on_the_texts_that_both_labelled() -> None:
    a, b = frozenset({"a"}), frozenset({"b"})
    texts = [{"Eva": a, "Ana": a}, {"Ana": b, "Eva": a | b}, {"Ana": a}, {"Ana": b, "Luz": b}]
    assert list(agreements(texts, ["a", "b"])) == [
        Agreement("a", ("Ana", "Eva"), 2, 1, 0.0),
        Agreement("b", ("Ana", "Eva"), 2, 2, 1.0),
        Agreement("a", ("Ana", "Luz"), 1, 1, None),
        Agreement("b", ("Ana", "Luz"), 1, 1, None),
    ]
