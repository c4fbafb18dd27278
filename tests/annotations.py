"""Annotations made by hand, a store for them, and what may be learnt from it."""

from typing import Any

import pytest

from corpora.annotation import Annotation, NewAnnotation
from corpora.answered import KeyedRequest
from corpora.database import Database
from corpora.label_store import LabelStore
from tests.conftest import TEXTS

LABELS = ("enforcement", "prevention")


@pytest.fixture
def store(database: Database) -> LabelStore:
    return LabelStore(database)


def example(
    text: str = TEXTS["es"], author: str = "Ana Núñez", labels: str = "enforcement", **more: Any
) -> NewAnnotation:
    given = {"language": "es", **more}
    return NewAnnotation(author=author, text=text, labels=tuple(labels.split()), **given)


def request(key: str = "k", digest: str = "d", client: str = "ana") -> KeyedRequest:
    return KeyedRequest(client, key, digest)


def add(store: LabelStore, *args: Any, **more: Any) -> Annotation:
    return store.add(example(*args, **more))[0]


def learnt(store: LabelStore, most: float = 100.0) -> dict[str, tuple[str, ...]]:
    found = store.training_examples(LABELS, weight=1, most_weight_per_author=most)
    return {example.text: example.labels for example in found.examples}
