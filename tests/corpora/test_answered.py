import os
import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError

from corpora.annotation import Annotation
from corpora.answered import KeyReusedError
from corpora.label_queries import Filter
from corpora.label_store import LabelStore
from tests.annotations import example, request


def together(*works: Callable[[], object]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_same_request_stores_nothing_twice(store: LabelStore) -> None:
    first = store.add(example(comment="uno"), request())
    store.add(example(labels="prevention", source="later"))
    assert store.add(example(comment="uno"), request()) == (first[0], True)
    assert len(store.history(first[0].digest)) == 2


def test_a_key_is_good_for_one_request_of_one_client(store: LabelStore) -> None:
    store.add(example(), request())
    with pytest.raises(KeyReusedError):
        store.add(example(labels="prevention"), request(digest="e"))
    assert not store.add(example(), request(client="eva"))[1]
    assert len(store.find(Filter())) == 2


def test_what_fails_takes_its_text_and_key_along(store: LabelStore) -> None:
    new = example(author=None)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        store.add(new, request())
    assert store.text(new.digest) is None
    assert store.add(example(), request())[1] is False


def test_threads_with_the_same_key_at_once_store_one(store: LabelStore) -> None:
    answers: list[tuple[Annotation, bool]] = []
    together(*[lambda: answers.append(store.add(example(), request()))] * 8)
    assert len({annotation.id for annotation, _ in answers}) == 1
    assert sorted(is_replay for _, is_replay in answers) == [False] + [True] * 7
    assert len(store.find(Filter())) == 1


def test_threads_that_bring_the_same_new_text_at_once_all_store(store: LabelStore) -> None:
    together(*[lambda: store.add(example(), request(os.urandom(4).hex()))] * 8)
    assert len(store.find(Filter())) == 8
