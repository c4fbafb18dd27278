"""The gate's rule, on versions whose answers are made up: right except where a test says otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from corpora.example import Example
from corpora.taxonomy import LANGUAGES
from models.policy import GateLimits
from training.arrays import gold_array
from training.gate import Answers, Check, Gate, Obstacle, uncompared
from training.judging import LEAST_DOCUMENTS, judge
from training.metrics import expected_calibration_error

LABELS = ("a", "b")
LIMITS = GateLimits()
EXAMPLES = [
    Example(id=f"{language}-{n}", twin=f"{other}-{n}", language=language, text="x", labels=LABELS[n % 3 : n % 3 + 1])
    for n in range(120)
    for language, other in (LANGUAGES, LANGUAGES[::-1])
]
GOLD = gold_array(EXAMPLES, LABELS)
PARTS = {"all": slice(None), LANGUAGES[0]: slice(0, None, 2), LANGUAGES[1]: slice(1, None, 2)}


def answers(wrong: Callable[[Example, int], bool] = lambda example, number: False, sure: float = 0.95) -> Answers:
    """Right answers with this probability, except on "a" where `wrong` says so of an example and the pair's number."""
    given = GOLD.copy()
    for place, example in enumerate(EXAMPLES):
        given[place, 0] ^= wrong(example, place // 2)
    return Answers(np.where(given, sure, 1 - sure), given, np.ones(len(given), dtype=bool))


def undecided(doubted: Callable[[Example, int], bool]) -> Answers:
    """The same right answers, but for a band of doubt in which these examples lie."""
    decided = np.array([not doubted(example, place // 2) for place, example in enumerate(EXAMPLES)])
    return replace(answers(), decided=decided)


def gate(candidate: Answers, current: Answers | None = None, limits: GateLimits = LIMITS) -> Gate:
    return judge(candidate, current or answers(), EXAMPLES, LABELS, limits, "v1")


def failed(found: Gate) -> set[tuple[str, str, str]]:
    assert found.passed == all(check.passed for check in found.checks)
    return {(check.measure, check.label, check.language) for check in found.checks if not check.passed}


def find(found: Gate, measure: str, label: str = "all", language: str = "all") -> Check:
    (check,) = [c for c in found.checks if (c.measure, c.label, c.language) == (measure, label, language)]
    return check


def test_every_figure_is_looked_at_in_all_and_in_either_language() -> None:
    found = gate(answers())
    assert (found.passed, found.current, found.n_documents, found.obstacle) == (True, "v1", 240, None)
    parts = ("all", *LANGUAGES)
    expected = {("macro_f1", "all", part) for part in parts} | {
        ("f1", label, part) for label in LABELS for part in parts
    }
    expected |= {(measure, "all", part) for measure in ("calibration_error", "decided_share") for part in parts}
    expected |= {("language_gap", "all", "all"), ("same_twins", "all", "all")}
    assert {(check.measure, check.label, check.language) for check in found.checks} == expected


def test_the_same_answers_differ_in_nothing() -> None:
    found = gate(answers(lambda e, n: n < 9), answers(lambda e, n: n < 9))
    assert found.passed
    assert {check.difference for check in found.checks} == {0.0}


def test_the_same_input_gives_the_same_table() -> None:
    one, other = (gate(answers(lambda e, n: n < 4), answers(lambda e, n: n == 7)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("part", PARTS)
def test_figures_are_those_of_either_version_on_that_part(part: str) -> None:
    sides = {
        "candidate": answers(lambda e, n: n < 36 and e.language == "es", sure=0.9),
        "current": answers(lambda e, n: n % 7 == 0),
    }
    found, places = gate(sides["candidate"], sides["current"]), PARTS[part]
    for side, said in sides.items():
        gold, given = GOLD[places], said.given[places]
        assert getattr(find(found, "macro_f1", language=part), side) == pytest.approx(
            f1_score(gold, given, average="macro")
        )
        for label, expected in zip(LABELS, f1_score(gold, given, average=None), strict=True):
            assert getattr(find(found, "f1", label, part), side) == pytest.approx(expected)
        error = expected_calibration_error(gold, said.probabilities[places])
        assert getattr(find(found, "calibration_error", language=part), side) == pytest.approx(error)


def test_the_gap_is_the_distance_between_the_languages() -> None:
    found = gate(
        answers(lambda e, n: n < 36 and e.language == "es"), answers(lambda e, n: n < 9 and e.language == "en")
    )
    for side in ("candidate", "current"):
        one, other = (getattr(find(found, "macro_f1", language=language), side) for language in LANGUAGES)
        assert getattr(find(found, "language_gap"), side) == pytest.approx(abs(one - other))
        assert one != other


def test_twins_are_the_same_where_all_their_labels_are() -> None:
    found = gate(
        answers(lambda e, n: n < 36 and e.language == "es"), answers(lambda e, n: n < 12 and e.language == "en")
    )
    check = find(found, "same_twins")
    assert (check.candidate, check.current) == (pytest.approx(84 / 120), pytest.approx(108 / 120))


def test_every_check_says_of_how_many_documents_it_is_and_what_its_limit_is() -> None:
    limits = GateLimits(0.31, 0.32, 0.33, 0.34, 0.9, 0.35, 0.36, 0.37, 0.38)
    found = gate(answers(), limits=limits)
    both = {"all": 1.0, **dict.fromkeys(LANGUAGES, 0.5)}
    expected = {("language_gap", "all", "all"): (240, 0.35), ("same_twins", "all", "all"): (120, -0.37)}
    for part, share in both.items():
        in_all = part == "all"
        expected["macro_f1", "all", part] = (240 * share, -0.31 if in_all else -0.32)
        expected["calibration_error", "all", part] = (240 * share, 0.36)
        expected["decided_share", "all", part] = (240 * share, -0.38)
        for label in LABELS:
            expected["f1", label, part] = (80 * share, -0.33 if in_all else -0.34)
    assert {(c.measure, c.label, c.language): (c.n_documents, c.limit) for c in found.checks} == expected


def test_bounds_are_those_of_losses_only() -> None:
    bounded = {check.measure for check in gate(answers()).checks if (check.low, check.high) != (None, None)}
    assert bounded == {"macro_f1", "f1"}


def test_no_margin_at_all_lets_the_same_answers_through() -> None:
    none = GateLimits(0, 0, 0, 0, 0.95, 0, 0, 0, 0)
    same = answers(lambda e, n: n < 9 and e.language == "es")
    assert gate(same, same, none).passed
    assert failed(gate(answers(lambda e, n: n < 10 and e.language == "es"), same, none)) > {
        ("same_twins", "all", "all")
    }


@pytest.mark.parametrize("n", [LEAST_DOCUMENTS - 1, LEAST_DOCUMENTS])
def test_a_label_is_judged_by_itself_from_twenty_documents_on(n: int) -> None:
    with_a = [place for place, example in enumerate(EXAMPLES) if example.labels == ("a",)][:n]
    few = [replace(e, labels=("b",)) if e.labels == ("a",) and i not in with_a else e for i, e in enumerate(EXAMPLES)]
    found = judge(answers(), answers(), few, LABELS, LIMITS, "v1")
    assert (("a", "all") in {(check.label, check.language) for check in found.checks}) == (n >= LEAST_DOCUMENTS)


def test_what_neither_version_can_be_told_of_is_no_loss() -> None:
    """No example has a label and neither version gives one: there is no F1, and nothing was lost."""
    examples = [replace(example, labels=()) for example in EXAMPLES]
    silent = Answers(np.full(GOLD.shape, 0.05), np.zeros(GOLD.shape, dtype=bool), np.ones(len(GOLD), dtype=bool))
    found = judge(silent, silent, examples, LABELS, LIMITS, "v1")
    check = find(found, "macro_f1")
    assert (check.passed, check.candidate, check.current, check.low, check.high) == (True, 0, 0, 0, 0)


def test_a_better_candidate_may_serve() -> None:
    found = gate(answers(), answers(lambda e, n: n < 30))
    assert found.passed
    assert find(found, "f1", "a").low > 0


def test_a_small_loss_may_be() -> None:
    assert gate(answers(lambda e, n: n == 0)).passed


def test_a_large_loss_of_one_label_is_named() -> None:
    found = gate(answers(lambda e, n: n < 36))
    assert {("f1", "a", part) for part in ("all", *LANGUAGES)} < failed(found)
    assert not any(label == "b" for _, label, _ in failed(found))
    check = find(found, "f1", "a")
    assert check.low < check.difference < check.high < 0
    assert check.limit == -LIMITS.label_margin
    assert check.what == "f1 of a"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loss_in_one_language_is_named_with_it(language: str) -> None:
    found = gate(answers(lambda e, n: n < 36 and e.language == language))
    (other,) = set(LANGUAGES) - {language}
    assert {("f1", "a", language), ("language_gap", "all", "all"), ("same_twins", "all", "all")} < failed(found)
    assert not any(part == other for _, _, part in failed(found))
    assert find(found, "f1", "a", language).what == f"f1 of a in {language}"


def test_a_loss_that_could_be_chance_but_could_be_large_is_refused() -> None:
    """Gains and losses even out, yet so many answers changed that a large loss cannot be ruled out."""
    worse, better = range(0, 40), range(40, 80)
    found = gate(answers(lambda e, n: n in worse), answers(lambda e, n: n in better))
    check = find(found, "f1", "a")
    assert abs(check.difference) < LIMITS.label_margin
    assert check.low < -LIMITS.label_margin
    assert ("f1", "a", "all") in failed(found)


@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.999])
def test_more_confidence_asks_for_more(confidence: float) -> None:
    found = gate(answers(lambda e, n: n < 4), limits=replace(LIMITS, confidence=confidence))
    check = find(found, "f1", "a")
    assert check.low < check.difference < check.high
    assert (check.high - check.low < 0.02) == (confidence == 0.6)


def test_wider_margins_let_more_through() -> None:
    wide = GateLimits(1, 1, 1, 1, 0.95, 1, 1, 1, 1)
    assert not gate(answers(lambda e, n: n < 36)).passed
    assert gate(answers(lambda e, n: n < 36), limits=wide).passed


def test_a_label_of_few_documents_is_judged_with_the_others_only() -> None:
    few = [replace(e, labels=("b",)) if e.labels == ("a",) and i > 12 else e for i, e in enumerate(EXAMPLES)]
    found = judge(answers(), answers(), few, LABELS, LIMITS, "v1")
    assert {check.label for check in found.checks} == {"all", "b"}


@pytest.mark.parametrize(("before", "passes"), [(0.95, False), (0.6, True)], ids=["worse", "no worse"])
def test_probabilities_must_hold_or_be_no_worse_than_before(before: float, passes: bool) -> None:
    found = gate(answers(sure=0.6), answers(sure=before))
    assert find(found, "calibration_error").passed == passes
    assert find(found, "calibration_error").limit == LIMITS.calibration_error


def test_a_gap_between_languages_that_narrows_is_no_obstacle() -> None:
    current = answers(lambda e, n: n < 60 and e.language == "es")
    found = gate(answers(lambda e, n: n < 40 and e.language == "es"), current)
    check = find(found, "language_gap")
    assert check.current > check.candidate > LIMITS.language_gap
    assert check.passed


def test_examples_of_one_language_have_neither_a_gap_nor_twins() -> None:
    examples = [replace(example, twin="") for example in EXAMPLES if example.language == "es"]
    half = answers().of_part(np.arange(len(EXAMPLES)) % 2 == 1)
    found = judge(half, half, examples, LABELS, LIMITS, "v1")
    assert found.passed
    assert not {"language_gap", "same_twins"} & {check.measure for check in found.checks}


def test_twins_are_drawn_together() -> None:
    """The same errors weigh more where they come in pairs: there are fewer independent documents."""
    together = find(gate(answers(lambda e, n: n % 10 == 0)), "f1", "a")
    apart = find(gate(answers(lambda e, n: n % 10 == 5 * (e.language == "es"))), "f1", "a")
    assert together.candidate == pytest.approx(apart.candidate, abs=0.03)
    assert together.difference - together.low > apart.difference - apart.low


@pytest.mark.parametrize("obstacle", Obstacle)
def test_without_a_comparison_what_would_come_unnoticed_shuts_the_gate(obstacle: Obstacle) -> None:
    found = uncompared(obstacle, 240, "detail")
    assert found.passed == (obstacle not in (Obstacle.OTHER_LABELS, Obstacle.OTHER_HELD_OUT))
    assert (found.facts["obstacle"], found.facts["detail"], found.facts["checks"]) == (obstacle, "detail", [])


def test_facts_for_the_manifest_hold_the_whole_table() -> None:
    found = gate(answers(lambda e, n: n < 36))
    rows: Iterator[dict] = iter(found.facts["checks"])
    for check, row in zip(found.checks, rows, strict=True):
        assert (row["what"], row["difference"]) == (check.what, check.difference)
        assert set(row) >= {"candidate", "current", "low", "high", "limit", "passed"}


def test_a_candidate_that_decides_nothing_is_refused_by_that_check_alone() -> None:
    """The band of doubt grew tenfold: the same probabilities and labels, and every document is left to people."""
    found = gate(undecided(lambda e, n: True))
    assert failed(found) == {("decided_share", "all", part) for part in ("all", *LANGUAGES)}
    assert {(check.candidate, check.current) for check in found.checks if not check.passed} == {(0.0, 1.0)}
    assert {check.difference for check in found.checks if check.passed} == {0.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_doubt_that_grows_in_one_language_is_named_with_it(language: str) -> None:
    found = gate(undecided(lambda e, n: n < 13 and e.language == language))
    assert failed(found) == {("decided_share", "all", language)}
    check = find(found, "decided_share", language=language)
    assert (check.candidate, check.low, check.high) == (pytest.approx(107 / 120), None, None)
    assert check.what == f"decided share of {language}"


@pytest.mark.parametrize(("n_pairs", "passes"), [(12, True), (13, False)])
def test_the_share_of_decided_documents_may_fall_by_its_margin(n_pairs: int, passes: bool) -> None:
    assert LIMITS.decided_margin == 0.1
    assert gate(undecided(lambda e, n: n < n_pairs)).passed == passes


def test_more_documents_may_be_decided_than_before() -> None:
    assert gate(answers(), undecided(lambda e, n: True)).passed
