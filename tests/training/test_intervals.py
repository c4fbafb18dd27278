from dataclasses import replace

import numpy as np
import pytest

from corpora.example import Example
from corpora.numbers import Numbers
from corpora.taxonomy import LANGUAGES
from training.intervals import N_RESAMPLES, Figure, groups_of_twins, resample, with_interval, with_intervals
from training.metrics import f1_per_label, mean_f1, recall_per_label

GOLD = np.array([[True, False], [False, False], [True, True], [False, False]] * 5)
GUESS = np.array([[True, False], [True, False], [True, False], [False, False]] * 5)


def test_the_interval_encloses_the_value_and_repeats() -> None:
    figure = with_interval(mean_f1, GOLD, GUESS)
    assert figure.low <= figure.value <= figure.high
    assert figure == with_interval(mean_f1, GOLD, GUESS)


def test_one_document_has_no_spread() -> None:
    assert with_interval(mean_f1, GOLD[:1], GUESS[:1]) == Figure(1.0, 1.0, 1.0)


def test_what_cannot_be_told_is_a_dash() -> None:
    recall = with_intervals(recall_per_label, GOLD[:1], GUESS[:1])
    assert [str(figure) for figure in recall] == ["1.000 [1.000, 1.000]", "–"]
    assert str(with_interval(mean_f1, GOLD[:0], GUESS[:0])) == "–"


def test_a_figure_is_written_as_a_language_writes_numbers() -> None:
    assert Figure(0.873, 0.84, 0.9014).written(Numbers("es")) == "0,873 [0,840; 0,901]"


def test_every_resample_draws_as_many_documents() -> None:
    counts = resample(range(7))
    assert counts.shape == (N_RESAMPLES, 7)
    assert (counts.sum(axis=1) == 7).all()
    assert (counts != resample(range(7), random_state=1)).any()


def test_what_is_of_one_group_is_drawn_together() -> None:
    counts = resample(["b", "a", "b", "c"], n_resamples=50)
    assert counts.shape == (50, 4)
    assert (counts[:, 0] == counts[:, 2]).all()
    assert (counts[:, [0, 1, 3]] == resample(range(3), n_resamples=50)).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_twins_with_the_same_answers_tell_no_more_than_one_of_them(language: str) -> None:
    (other,) = set(LANGUAGES) - {language}
    alone = [Example(id=f"{language}-{n}", text="x", language=language) for n in range(len(GOLD))]
    twins = [Example(id=f"{other}-{n}", twin=f"{language}-{n}", text="x", language=other) for n in range(len(GOLD))]
    pairs = [*(replace(example, twin=twin.id) for example, twin in zip(alone, twins, strict=True)), *twins]
    gold, guess = (np.concatenate([side, side]) for side in (GOLD, GUESS))
    found = with_intervals(f1_per_label, gold, guess, groups_of_twins(pairs))
    assert found == with_intervals(f1_per_label, GOLD, GUESS, groups_of_twins(alone))
    as_if_apart = with_intervals(f1_per_label, gold, guess)
    assert found[0].high - found[0].low > as_if_apart[0].high - as_if_apart[0].low


def test_without_twins_every_document_is_drawn_by_itself() -> None:
    groups = groups_of_twins([Example(id=f"d{n}", text="x", language="es") for n in range(len(GOLD))])
    assert with_interval(mean_f1, GOLD, GUESS, groups) == with_interval(mean_f1, GOLD, GUESS)
