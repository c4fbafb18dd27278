from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from service import trends
from service.trends import DIMENSIONS, UNKNOWN, Group, Trends, most_named, source_of, year_of
from tests.service.archive import LABELS, build_archive, build_row


def count(rows: Iterable[dict[str, Any]]) -> Trends:
    result = Trends(LABELS)
    for row in rows:
        result.add(row)
    return result


def test_counts_are_those_of_a_plain_loop() -> None:
    rows = build_archive()
    result = count(rows)
    for dimension, keys_of in DIMENSIONS.items():
        for key, group in result.groups[dimension].items():
            of_group = [row for row in rows if key in keys_of(row)]
            assert group.n_documents == len(of_group)
            assert group.n_judged == sum(row["outcome"] != "not_judged" for row in of_group)
            assert group.labels == Counter(label for row in of_group for label in row["labels"])
            assert group.candidates == Counter(label for row in of_group for label in row["candidates"])
    assert result.whole.n_documents == len(rows)
    assert result.reasons == Counter(row["reason"] for row in rows if row["reason"])
    assert result.reasons.total() == result.whole.outcomes["not_judged"] > 0


def test_what_comes_after_too_many_years_is_no_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "MOST_GROUPS", 2)
    found = count(build_row(year, date=str(year)) for year in range(2020, 2030))
    assert [year for year, _ in found.years()] == ["2020", "2021"]
    assert len(found.groups["year"]) == 2


def test_years_without_documents_are_not_there() -> None:
    years = [year for year, _ in count(build_archive()).years()]
    assert years == [str(year) for year in range(2005, 2027) if year != 2011]


@pytest.mark.parametrize(
    ("date", "year"), [("2014", "2014"), ("2014-03-27T10:00", "2014"), (None, UNKNOWN), ("undated", UNKNOWN)]
)
def test_the_year_is_that_of_the_date(date: str | None, year: str) -> None:
    assert year_of({"date": date}) == year


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        ("https://www.example.org/a/b.pdf", "example.org"),
        ("http://datos.ejemplo.mx:8080/x", "datos.ejemplo.mx"),
        ("Ministerio del Interior", "Ministerio del Interior"),
        ("http://[broken", "[broken"),
        ("http://", "http://"),
        (None, UNKNOWN),
    ],
)
def test_an_address_counts_under_its_host(source: str | None, publisher: str) -> None:
    assert source_of({"source": source}) == publisher


def test_a_document_counts_under_the_countries_that_it_names_most() -> None:
    mentions = [{"code": "MX", "count": 8}, {"code": "GT", "count": 4}, {"code": "US", "count": 3}]
    assert most_named(mentions, "code") == ["MX", "GT"]
    assert most_named([], "code") == [UNKNOWN]


def test_repeated_texts_are_told_but_unread_documents_are_not() -> None:
    unread = {"outcome": "not_judged", "reason": "corrupt", "labels": [], "text": ""}
    rows = [build_row(0, text="a"), build_row(1, text="a"), build_row(2, text="b")]
    assert count([*rows, build_row(3, **unread), build_row(4, **unread)]).n_same == 1


def test_an_empty_archive_has_no_groups() -> None:
    result = Trends(LABELS)
    assert result.whole == Group()
    assert result.years() == result.largest("country", 3) == []
