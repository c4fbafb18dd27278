from itertools import count

import pytest

from corpora.annotation import Kind
from corpora.standing import Cap, TextState, Vote, standings, states

Said = tuple[str, str, str]  # text, author, labels


def votes(*said: Said, kind: Kind = Kind.EXAMPLE, start: int = 1) -> list[Vote]:
    numbers = count(start)
    return [
        Vote(next(numbers), digest, author, kind, tuple(labels.split()), is_erased=False)
        for digest, author, labels in said
    ]


def states_of(*given: Vote, cap: Cap = Cap()) -> dict[str, str]:  # noqa: B008
    return dict(states(standings(given), cap))


def test_one_person_is_agreed_with_herself() -> None:
    (vote,) = votes(("t", "Ana", "a b"))
    assert standings([vote])["t"].decision == vote
    assert states_of(vote) == {"t": "agreed"}


def test_the_latest_of_each_person_counts() -> None:
    given = votes(("t", "Ana", "a"), ("t", "Eva", "b"), ("t", "Ana", "b"))
    assert states_of(*given[:2]) == {"t": "disputed"}
    assert states_of(*given) == {"t": "agreed"}


def test_the_order_of_labels_is_no_disagreement_and_the_latest_has_it() -> None:
    given = votes(("t", "Ana", "a b"), ("t", "Eva", "b a"))
    assert states_of(*given) == {"t": "agreed"}
    assert standings(given)["t"].decision == given[1]


def test_none_of_the_labels_is_an_answer_that_can_be_disputed() -> None:
    given = votes(("t", "Ana", ""), ("t", "Eva", "a"), ("u", "Ana", ""))
    assert states_of(*given) == {"t": "disputed", "u": "agreed"}
    assert standings(given)["t"].decision is None


def test_the_latest_settlement_decides_whatever_is_said_later() -> None:
    given = votes(("t", "Ana", "a"), ("t", "Eva", "b"))
    settled = votes(("t", "Ida", "a"), ("t", "Ida", "b"), kind=Kind.SETTLEMENT, start=3)
    later = votes(("t", "Ana", "c"), start=5)
    assert states_of(*given, *settled, *later) == {"t": "agreed"}
    assert standings([*given, *settled, *later])["t"].decision == settled[1]


def test_who_settles_is_not_one_of_those_who_labelled() -> None:
    given = votes(("t", "Ana", "a")) + votes(("t", "Ana", "b"), kind=Kind.SETTLEMENT, start=2)
    assert standings(given)["t"].labels_by_author == {"Ana": frozenset("a")}


@pytest.mark.parametrize(("weight", "most", "n_allowed"), [(1, 3, 3), (2, 3, 1), (0.1, 0.3, 3), (1, 0, 0)])
def test_texts_that_nobody_confirmed_count_up_to_the_cap_the_oldest_first(
    weight: float, most: float, n_allowed: int
) -> None:
    given = votes(*((f"t{number}", "Ana", "a") for number in range(5)))
    found = states_of(*given, cap=Cap(weight, most))
    assert list(found.values()) == ["agreed"] * n_allowed + ["quarantined"] * (5 - n_allowed)


def test_what_another_person_confirmed_or_a_settlement_decided_takes_nothing_of_the_cap() -> None:
    given = votes(*((f"t{number}", "Ana", "a") for number in range(4)), ("t0", "Eva", "a"))
    settled = votes(("t1", "Ida", "a"), kind=Kind.SETTLEMENT, start=6)
    found = states_of(*given, *settled, cap=Cap(1, 1))
    assert [found[f"t{number}"] for number in range(4)] == ["agreed", "agreed", "agreed", "quarantined"]


def test_the_cap_is_each_persons_own() -> None:
    given = votes(*((f"{author}{number}", author, "a") for number in range(2) for author in ("Ana", "Eva")))
    found = states_of(*given, cap=Cap(1, 1))
    assert found == {"Ana0": "agreed", "Eva0": "agreed", "Ana1": "quarantined", "Eva1": "quarantined"}


def test_who_changes_old_labels_goes_to_the_end_of_the_line() -> None:
    given = votes(("t0", "Ana", "a"), ("t1", "Ana", "a"), ("t0", "Ana", "b"))
    assert states_of(*given, cap=Cap(1, 1)) == {"t1": "agreed", "t0": "quarantined"}


def test_disputed_and_erased_texts_take_nothing_of_the_cap() -> None:
    given = votes(("t0", "Ana", "a"), ("t0", "Eva", "b"), ("t2", "Ana", "a"))
    gone = Vote(0, "t1", "Ana", Kind.EXAMPLE, ("a",), is_erased=True)
    assert states_of(gone, *given, cap=Cap(1, 1)) == {
        "t1": TextState.ERASED,
        "t0": TextState.DISPUTED,
        "t2": TextState.AGREED,
    }
