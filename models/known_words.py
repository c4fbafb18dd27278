"""Texts → how many of their words a classifier has never met: the sign that they are about something else."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from corpora.wording import read_phrases
from models.bag import Bag
from models.classifier import PolicyClassifier
from models.pipeline import fold


def count_unknown_words(classifier: PolicyClassifier, bags: Iterable[Bag]) -> int:
    """Words, counted each time they stand there, that are none of those the classifier judges by.

    It judges by the words of its training texts that are neither rare nor common, and by those whose meaning its word
    tables hold. Function words ("the", "de") say nothing of the matter and are never unknown.
    """
    return sum(_count_in(classifier, bag) for bag in bags)


def _count_in(classifier: PolicyClassifier, bag: Bag) -> int:
    unknown = bag.rows_in(classifier.features.word_rows) < 0
    table = classifier.word_tables.get(bag.language)
    if table is not None:
        unknown &= bag.rows_in(table.rows) < 0
    places, function_words = np.flatnonzero(unknown), _function_words(bag.language)
    counts = bag.word_counts[places].tolist()
    words = bag.distinct_words
    return sum(
        count for place, count in zip(places.tolist(), counts, strict=True) if words[place] not in function_words
    )


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(map(fold, read_phrases("function_words", language)))
