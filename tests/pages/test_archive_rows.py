import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from service.pages.archive_rows import LISTED, Order, Wish, count_rows, find_rows, read_at
from tests.pages.archived import PLAIN, RECORDS, write_tags

N_ROWS = 50_000
MOST_SECONDS = 1.5
TRIES = 3


@pytest.fixture(scope="module")
def tags(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tags") / "tags.parquet"
    write_tags(path, RECORDS)
    return path


def letters(tags: Path, wish: Wish) -> str:
    """The rows that are found, by the letter of each."""
    rows = read_at(tags, find_rows(tags, wish).places.tolist(), ["id"])
    return "".join(row["id"].removeprefix("archivo.zip/")[0] for row in rows)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), "abcdé"),
        (Wish(search="POLITICA"), "b"),
        (Wish(search="polÍtica  crim"), ""),
        (Wish(search="E.TXT"), "é"),
        (Wish(search=".*"), ""),
        (Wish(label="enforcement"), "ab"),
        (Wish(label="prevention"), "a"),
        (Wish(label="drug_policy_reform"), "c"),
        (Wish(outcome="not_judged"), "é"),
        (Wish(language="en"), "cd"),
        (Wish(language="es", outcome="none"), ""),
        (Wish(country="CO"), "cd"),
        (Wish(country="MX"), "c"),
        (Wish(year="2014"), "ad"),
        (Wish(search="\0"), ""),
    ],
)
def test_rows_are_searched_and_filtered(tags: Path, wish: Wish, expected: str) -> None:
    assert letters(tags, wish) == expected


@pytest.mark.parametrize(
    ("order", "label", "expected"),
    [
        (Order.ARCHIVE, "", "abcdé"),
        (Order.NEWEST, "", "badcé"),
        (Order.OLDEST, "", "adbcé"),
        (Order.TITLE, "", "acdéb"),
        (Order.MOST_PROBABLE, "", "abcdé"),
        (Order.LEAST_PROBABLE, "", "dcabé"),
        (Order.LEAST_PROBABLE, "enforcement", "ab"),
    ],
)
def test_rows_are_sorted_and_those_without_a_key_come_last(tags: Path, order: Order, label: str, expected: str) -> None:
    assert letters(tags, Wish(label=label, order=order)) == expected


def test_it_is_told_what_can_be_asked_for(tags: Path) -> None:
    found = find_rows(tags, Wish(outcome="none"))
    assert found.n_documents == count_rows(tags) == len(RECORDS)
    assert found.languages == {"es": 2, "en": 2}
    assert found.countries == {"CO": 2, "MX": 1}
    assert found.years == {"2014": 2, "2016": 1}


def test_rows_come_whole_in_the_order_asked_for_from_any_part_of_the_file(tmp_path: Path) -> None:
    records = tuple(replace(PLAIN, id=str(place)) for place in range(2_500))
    write_tags(tmp_path / "tags.parquet", records)
    rows = read_at(tmp_path / "tags.parquet", [2_499, 0, 1_000, 999])
    assert rows == [records[place].to_row() for place in (2_499, 0, 1_000, 999)]


def test_a_file_without_rows_finds_nothing(tmp_path: Path) -> None:
    write_tags(tmp_path / "tags.parquet", ())
    for order in Order:
        assert find_rows(tmp_path / "tags.parquet", Wish(order=order)).places.tolist() == []


@pytest.mark.alone
@pytest.mark.long
def test_fifty_thousand_rows_are_looked_through_in_about_a_second(tags: Path, tmp_path: Path) -> None:
    many = tmp_path / "tags.parquet"
    write_tags(tmp_path / "part.parquet", tuple(replace(PLAIN, id=f"política {n}.txt") for n in range(1_000)))
    part = pq.read_table(tmp_path / "part.parquet")
    with pq.ParquetWriter(many, part.schema) as writer:
        for _ in range(N_ROWS // 1_000):
            writer.write_table(part)
    for wish in (Wish(search="POLITICA 7", order=Order.TITLE), Wish(label="enforcement", order=Order.LEAST_PROBABLE)):
        seconds = []
        for _ in range(TRIES):
            started = time.perf_counter()
            found = find_rows(many, wish)
            read_at(many, found.places[:50].tolist(), LISTED)
            seconds.append(time.perf_counter() - started)
        assert len(found.places) > 5_000
        assert min(seconds) < MOST_SECONDS
