import numpy as np

from corpora.numbers import Numbers
from training.intervals import N_RESAMPLES, Figure, resample, with_interval, with_intervals
from training.metrics import mean_f1, recall_per_label

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
    counts = resample(7)
    assert counts.shape == (N_RESAMPLES, 7)
    assert (counts.sum(axis=1) == 7).all()
    assert (counts != resample(7, random_state=1)).any()
