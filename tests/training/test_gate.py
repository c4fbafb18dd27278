"""What the gate's table says of itself, and what a version answers, where doubt is not allowed and where it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora.corpus import Corpus
from corpora.taxonomy import LANGUAGES
from models.decision import DecisionRule, Outcome
from models.registry import Registry
from models.tagger import Tagger
from training.arrays import analyse_examples
from training.gate import Answers, Check, Gate, Obstacle, uncompared

CHECK = Check("macro_f1", "all", "all", 240, 0.75, 0.5, 0.125, 0.375, -0.04, True)


@pytest.fixture(scope="module")
def tagger(home: Path) -> Tagger:
    return Tagger.load(Registry(home / "models"))


@pytest.mark.parametrize(
    ("measure", "label", "language", "expected"),
    [
        ("macro_f1", "all", "all", "macro f1"),
        ("f1", "prevention", "all", "f1 of prevention"),
        ("f1", "prevention", "es", "f1 of prevention in es"),
        ("calibration_error", "all", "en", "calibration error of en"),
        ("decided_share", "all", "es", "decided share of es"),
    ],
)
def test_a_check_says_in_words_what_it_is_about(measure: str, label: str, language: str, expected: str) -> None:
    assert replace(CHECK, measure=measure, label=label, language=language).what == expected


def test_a_difference_is_the_candidates_gain() -> None:
    assert CHECK.difference == 0.25
    assert replace(CHECK, candidate=0.25).difference == -0.25


def test_facts_are_plain_and_in_the_order_of_the_table() -> None:
    facts = Gate(True, "v1", 240, (CHECK, replace(CHECK, label="prevention", measure="f1"))).facts
    assert (facts["passed"], facts["current"], facts["n_documents"]) == (True, "v1", 240)
    assert (facts["obstacle"], facts["detail"]) == (None, "")
    assert [row["what"] for row in facts["checks"]] == ["macro f1", "f1 of prevention"]
    assert facts["checks"][0] == {
        "what": "macro f1",
        "difference": 0.25,
        "measure": "macro_f1",
        "label": "all",
        "language": "all",
        "n_documents": 240,
        "candidate": 0.75,
        "current": 0.5,
        "low": 0.125,
        "high": 0.375,
        "limit": -0.04,
        "passed": True,
    }


@pytest.mark.parametrize("obstacle", Obstacle)
def test_what_could_not_be_compared_names_no_version(obstacle: Obstacle) -> None:
    found = uncompared(obstacle, 12)
    assert (found.current, found.n_documents, found.checks) == (None, 12, ())
    assert (found.obstacle, found.detail) == (obstacle, "")
    assert uncompared(obstacle, 12, "its file is damaged").detail == "its file is damaged"


def test_what_would_come_unnoticed_shuts_the_gate_on_what_could_not_be_compared() -> None:
    shut = {obstacle for obstacle in Obstacle if uncompared(obstacle, 12).passed is False}
    assert shut == {Obstacle.OTHER_LABELS, Obstacle.OTHER_HELD_OUT}
    assert uncompared(Obstacle.NO_CURRENT, 12).passed is True


def test_answers_are_those_of_the_model_with_doubt_not_allowed(tagger: Tagger, corpus: Corpus) -> None:
    analyses = list(analyse_examples(tagger.analyser, corpus.examples))
    answers = Answers.of(tagger.model, analyses)
    np.testing.assert_allclose(answers.probabilities, tagger.model.predict_proba(analyses))
    np.testing.assert_array_equal(answers.given, answers.probabilities >= np.array(tagger.model.rule.thresholds))


@pytest.mark.parametrize("choose", [lambda n: np.arange(n) % 2 == 0, lambda n: np.arange(n) < 0], ids=["half", "none"])
def test_a_part_of_the_answers_keeps_their_order(choose: Callable[[int], np.ndarray]) -> None:
    answers = Answers(np.arange(12.0).reshape(6, 2) / 12, np.arange(12).reshape(6, 2) > 5, np.arange(6) % 3 > 0)
    chosen = choose(6)
    part = answers.of_part(chosen)
    np.testing.assert_array_equal(part.probabilities, answers.probabilities[chosen])
    np.testing.assert_array_equal(part.given, answers.given[chosen])
    np.testing.assert_array_equal(part.decided, answers.decided[chosen])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_decided_is_what_its_rule_does_not_leave_uncertain(
    tagger: Tagger, corpus: Corpus, language: str
) -> None:
    examples = [example for example in corpus.examples if example.language == language]
    analyses = analyse_examples(tagger.analyser, examples)
    widest = DecisionRule(tagger.model.rule.thresholds, (0.0,) * 4, (1.0,) * 4)
    for rule in (tagger.model.rule, widest):
        answers = Answers.of(replace(tagger.model, rule=rule), analyses)
        outcomes = [rule.decide(row).outcome for row in answers.probabilities]
        assert answers.decided.tolist() == [outcome is not Outcome.UNCERTAIN for outcome in outcomes]
    assert not answers.decided.any()
