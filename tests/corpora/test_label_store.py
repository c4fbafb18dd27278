import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from corpora import label_queries
from corpora.annotation import Annotation, ChosenBy, Kind
from corpora.label_queries import Filter
from corpora.label_store import LabelStore
from corpora.standing import Cap, TextState, states
from tests.annotations import add, example, learnt
from tests.conftest import TEXTS

PREDICTION = {
    "model_version": "20260101T000000-1a2b3c4d",
    "outcome": "uncertain",
    "labels": [],
    "candidates": ["enforcement"],
    "scores": {"enforcement": 0.5000000000000001},
}


@pytest.mark.parametrize("language", TEXTS)
def test_an_annotation_is_stored_as_it_was_given(store: LabelStore, language: str) -> None:
    new = example(
        TEXTS[language],
        labels="prevention enforcement",
        language=language,
        kind=Kind.CORRECTION,
        source="https://example.org/ñ",
        comment="«sí»",
        chosen_by=ChosenBy.RANDOM,
        prediction=PREDICTION,
    )
    stored, is_replay = store.add(new)
    assert not is_replay
    assert stored.said == new.said
    assert (stored.language, stored.source, stored.deleted_at) == (language, new.source, None)
    assert abs(stored.created_at - time.time()) < 5
    assert store.get(stored.id) == stored
    assert len(stored.id) == 32
    known = store.text(new.digest)
    assert known is not None
    assert (known.text, known.language, known.erased_at) == (TEXTS[language], language, None)


def test_what_is_not_there_is_none(store: LabelStore) -> None:
    assert store.get("0" * 32) is None
    assert store.text("0" * 64) is None
    assert store.history("0" * 64) == []
    assert not store.erase("0" * 64)
    assert store.find(Filter()) == []
    assert store.standings() == {}
    assert learnt(store) == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"labels": "a a"}, "repeat"), ({"language": "fr"}, "en, es"), ({"text": " \n"}, "empty")],
)
def test_what_cannot_be_an_example_is_refused(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        example(**wrong)


def test_the_history_grows_and_the_latest_of_an_author_is_learnt(store: LabelStore) -> None:
    first, second = add(store), add(store, labels="prevention")
    assert store.history(first.digest) == [first, second]
    assert learnt(store) == {TEXTS["es"]: ("prevention",)}


def test_a_deleted_annotation_stays_in_the_history_and_the_one_before_counts_again(store: LabelStore) -> None:
    add(store)
    second = add(store, labels="prevention")
    store.delete(second.id)
    deleted = store.get(second.id)
    assert deleted is not None
    assert deleted.deleted_at is not None
    assert deleted.deleted_at >= deleted.created_at
    store.delete(second.id)
    assert store.get(second.id) == deleted
    assert [annotation.id for annotation in store.history(second.digest)][1] == second.id
    assert [annotation.labels for annotation in store.find(Filter())] == [("enforcement",)]
    assert learnt(store) == {TEXTS["es"]: ("enforcement",)}


def test_a_text_whose_labels_were_all_deleted_is_not_learnt(store: LabelStore) -> None:
    only = add(store)
    store.delete(only.id)
    stored = store.text(only.digest)
    assert stored is not None
    assert store.state(stored) is TextState.UNLABELLED
    assert learnt(store) == {}


def test_only_what_is_missing_is_added_as_often_as_it_was_said(store: LabelStore) -> None:
    new = example()
    assert store.add_missing(new)
    assert not store.add_missing(new)
    assert store.add_missing(replace(new, comment="other"))
    assert store.add_missing(new, occurrence=2)
    store.delete(store.history(new.digest)[0].id)
    assert not store.add_missing(new, occurrence=2)
    assert len(store.history(new.digest)) == 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "dcba"),
        (Filter(author="Eva"), "db"),
        (Filter(label="prevention"), "dc"),
        (Filter(label="prevent"), ""),
        (Filter(label="%"), ""),
        (Filter(label="PREVENTION"), ""),
        (Filter(language="en"), "ba"),
        (Filter(kind=Kind.CORRECTION), "c"),
        (Filter("Eva", "enforcement", "en"), "b"),
    ],
)
def test_annotations_are_found_by_what_they_say(store: LabelStore, wanted: Filter, found: str) -> None:
    add(store, TEXTS["en"], language="en", labels="enforcement", comment="a")
    add(store, TEXTS["en"], language="en", labels="enforcement", author="Eva", comment="b")
    add(store, labels="prevention enforcement", kind=Kind.CORRECTION, comment="c")
    add(store, labels="prevention", author="Eva", comment="d")
    assert "".join(str(one.comment) for one in store.find(wanted)) == found


def test_annotations_are_found_by_where_their_texts_stand(store: LabelStore) -> None:
    for number in range(3):
        add(store, f"{TEXTS['es']} {number}", comment=f"{number}")
    add(store, f"{TEXTS['es']} 0", author="Eva", labels="", comment="0b")
    gone = add(store, f"{TEXTS['es']} 3")
    store.erase(gone.digest)
    cap = Cap(1, 1)

    def comments(state: TextState) -> list[str | None]:
        return [one.comment for one in store.find(Filter(), state, cap=cap)]

    for one in store.find(Filter()):
        stored = store.text(one.digest)
        assert stored is not None
        assert store.state(stored, cap) is dict(states(store.standings(), cap))[one.digest]
    assert comments(TextState.DISPUTED) == ["0b", "0"]
    assert comments(TextState.AGREED) == ["1"]
    assert comments(TextState.QUARANTINED) == ["2"]
    assert [one.id for one in store.find(Filter(), TextState.ERASED, cap=cap)] == [gone.id]


def test_a_label_that_comes_while_others_are_looked_for_is_no_error(
    store: LabelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, votes = add(store), label_queries.votes

    def votes_before_another_label(*given: Any, **more: Any) -> list[Any]:
        found = list(votes(*given, **more))
        add(store, TEXTS["en"], language="en")  # PostgreSQL shows it to the statement that follows
        return found

    monkeypatch.setattr(label_queries, "votes", votes_before_another_label)
    assert store.find(Filter(), TextState.AGREED) == [first]


@pytest.mark.parametrize("state", [None, TextState.AGREED])
def test_pages_hold_every_annotation_once(store: LabelStore, state: TextState | None) -> None:
    stored = [add(store, f"{TEXTS['es']} {number}") for number in range(7)]
    found: list[Annotation] = []
    before = None
    while page := store.find(Filter(), state, before=before, n=3):
        found += page
        before = page[-1].number
        add(store, TEXTS["en"], language="en")  # what comes meanwhile is on no later page
    assert found == stored[::-1]


def test_the_export_holds_the_history_the_oldest_first_less_what_is_gone(store: LabelStore) -> None:
    first, second = add(store), add(store, labels="prevention")
    third = add(store, TEXTS["en"], language="en")
    store.delete(third.id)
    gone = add(store, f"{TEXTS['en']}!", language="en")
    store.erase(gone.digest)
    assert list(store.export()) == [(first, TEXTS["es"]), (second, TEXTS["es"])]


def test_only_who_labelled_a_text_alone_or_settles_it_says_in_which_language_it_is(store: LabelStore) -> None:
    digest = add(store).digest

    def language() -> str:
        stored = store.text(digest)
        assert stored is not None
        return stored.language

    add(store, author="Eva", language="en")
    assert language() == "es"
    add(store, language="en")
    assert language() == "es"
    add(store, author="Admin", language="en", kind=Kind.SETTLEMENT)
    assert language() == "en"
    alone = add(store, f"{TEXTS['es']}!", language="en")
    digest = alone.digest
    add(store, f"{TEXTS['es']}!")
    assert language() == "es"


def test_two_imports_at_once_add_each_row_once(store: LabelStore) -> None:
    news = [example(f"{TEXTS['es']} {number}") for number in range(20)]
    for new in news[::2]:
        store.add(replace(new, author="Eva"))
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(store.add_missing, [new for new in news for _ in range(4)]))
    assert sum(added) == len(news)
    assert sorted(one.digest for one in store.find(Filter(author="Ana Núñez"), n=100)) == sorted(n.digest for n in news)
