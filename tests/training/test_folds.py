import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.corpus import read_corpus
from corpora.example import Example
from training.folds import N_FOLDS, grouped_folds


def example(name: str, *, writer: str = "", twin: str = "") -> Example:
    return Example(id=name, text="Three men.", language="en", writer=writer, twin=twin)


@st.composite
def examples(draw: st.DrawFn) -> list[Example]:
    """Examples of a few writers or none, some of them twins, each pair next to each other."""
    rows: list[Example] = []
    for number in range(draw(st.integers(3, 25))):
        one, other = f"en-{number}", f"es-{number}"
        if draw(st.booleans()):
            rows += [example(one, writer=draw(WRITERS), twin=other), example(other, writer=draw(WRITERS), twin=one)]
        else:
            rows.append(example(one, writer=draw(WRITERS)))
    return [*rows, example("last", writer="last")]


WRITERS = st.sampled_from(["", "", "ana", "bo", "cy"])


def folds_of(rows: list[Example]) -> dict[str, int]:
    return {rows[i].id: fold for fold, (_, test) in enumerate(grouped_folds(rows)) for i in test}


@given(examples())
def test_a_writers_documents_and_twins_stay_together(rows: list[Example]) -> None:
    fold = folds_of(rows)
    for one in rows:
        together = [other for other in rows if other.id == one.twin or (one.writer and other.writer == one.writer)]
        assert {fold[other.id] for other in together} <= {fold[one.id]}


@given(examples())
def test_every_example_is_tested_once_and_never_trained_on_then(rows: list[Example]) -> None:
    folds = list(grouped_folds(rows))
    assert 2 <= len(folds) <= N_FOLDS
    assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(len(rows)))
    for train, test in folds:
        assert sorted([*train, *test]) == list(range(len(rows)))


def test_folds_are_the_same_every_time() -> None:
    rows = [example(f"d{n}", writer=f"w{n % 7}") for n in range(50)]
    assert folds_of(rows) == folds_of(rows)


@pytest.mark.parametrize("n_writers", [2, 3, 9])
def test_there_are_no_more_folds_than_writers(n_writers: int) -> None:
    rows = [example(f"d{n}", writer=f"w{n % n_writers}") for n in range(40)]
    assert len(list(grouped_folds(rows))) == min(N_FOLDS, n_writers)


def test_the_documents_of_a_single_writer_are_parted_by_text_and_twins_stay_together() -> None:
    pairs = [(f"en-{n}", f"es-{n}") for n in range(10)]
    rows = [example(a, writer="me", twin=b) for pair in pairs for a, b in (pair, pair[::-1])]
    fold = folds_of(rows)
    assert len(set(fold.values())) == N_FOLDS
    assert [pair for pair in pairs if fold[pair[0]] != fold[pair[1]]] == []


def test_folds_of_the_shipped_corpus_are_about_even() -> None:
    rows = read_corpus().examples
    sizes = [len(test) for _, test in grouped_folds(rows)]
    assert len(sizes) == N_FOLDS
    assert max(sizes) < 1.3 * min(sizes)
