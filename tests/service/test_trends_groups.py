from collections.abc import Sequence
from typing import Any

import pytest

from service import trends
from service.trends import DIMENSIONS, OTHERS, UNKNOWN, Group, Trends
from service.trends_groups import Groups, largest_groups
from tests.service.archive import LABELS, build_archive, build_row

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def groups_of(rows: Sequence[dict[str, Any]], dimension: str, n: int) -> Groups:
    counted = Trends(LABELS)
    for row in rows:
        counted.add(row)
    return largest_groups(counted, [dimension], n, rows)[dimension]


def sizes(groups: Groups) -> list[tuple[str, int]]:
    return [(key, group.n_documents) for key, group in groups]


def naming(number: int, *codes: str, **facts: Any) -> dict[str, Any]:
    """A row of a document that names these countries alike."""
    return build_row(number, countries=[{"code": code, "count": 1} for code in codes], **facts)


def test_the_smaller_groups_are_summed_up_and_the_unstated_stands_apart() -> None:
    sources = ["a", "a", "a", "b", "b", "c", "d", None]
    rows = [build_row(number, source=source) for number, source in enumerate(sources)]
    assert sizes(groups_of(rows, "source", 2)) == [("a", 3), ("b", 2), (OTHERS, 2), (UNKNOWN, 1)]


@LANGUAGES
def test_a_document_that_names_several_of_the_rest_counts_once(language: str) -> None:
    frequent = [naming(number, code, language=language) for number in range(101) for code in "abcdefghijkl"]
    rest = [naming(number, "x", "y", "z", language=language, labels=["enforcement"]) for number in range(100)]
    *_, (key, others) = groups_of(frequent + rest, "country", 12)
    assert (key, others.n_documents, others.n_judged) == (OTHERS, 100, 100)
    assert others.labels == {"enforcement": 100}


def test_a_document_may_be_in_a_large_group_and_among_the_others() -> None:
    rows = [naming(0, "a"), naming(1, "a", "b"), naming(2, "b", "c"), naming(3, "a", "d")]
    assert sizes(groups_of(rows, "country", 1)) == [("a", 3), (OTHERS, 3)]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_rest_is_that_of_a_plain_loop(dimension: str) -> None:
    rows, keys_of = build_archive(), DIMENSIONS[dimension]
    found = dict(groups_of(rows, dimension, 1))
    expected = Group()
    for row in rows:
        if {*keys_of(row)} - {*found, UNKNOWN}:
            expected.add(row)
    assert found[OTHERS] == expected


def test_nothing_is_lost_of_an_archive_of_countless_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "MOST_GROUPS", 3)
    rows = [build_row(number, source=f"s{number % 7}") for number in range(70)] + [build_row(70, source=None)]
    assert sizes(groups_of(rows, "source", 2)) == [("s0", 10), ("s1", 10), (OTHERS, 50), (UNKNOWN, 1)]


def test_what_came_too_late_for_groups_of_its_own_counts_once_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "MOST_GROUPS", 1)
    rows = [naming(0, "a"), naming(1, "b", "c", "d"), naming(2)]
    assert sizes(groups_of(rows, "country", 12)) == [("a", 1), (OTHERS, 1), (UNKNOWN, 1)]


def test_an_empty_archive_has_no_groups() -> None:
    assert groups_of([], "country", 3) == []
