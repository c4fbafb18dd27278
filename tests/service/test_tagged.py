import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora.errors import CorpusError
from service.tagged import key_of, read_labels, read_rows
from tests.service.archive import LABELS, build_archive, build_row, write_archive

NAMES = pytest.mark.parametrize("name", ["tags.parquet", "tags.jsonl", "tags"])


@NAMES
def test_rows_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    rows = build_archive(40)
    columns = ["id", "outcome", "labels", "candidates", "countries", "evidence", "date", "text"]
    read = list(read_rows(write_archive(tmp_path / name, rows), columns))
    expected = [{column: row[column] for column in columns} for row in rows]
    if name == "tags":  # in the order of years
        expected.sort(key=lambda row: (row["date"] or "none")[:4])
    assert read == expected


@NAMES
def test_labels_are_in_the_order_of_the_taxonomy(tmp_path: Path, name: str) -> None:
    unread = build_row(0, outcome="not_judged", reason="corrupt", labels=[], scores={}, thresholds={})
    assert read_labels(write_archive(tmp_path / name, [unread, build_row(1)])) == LABELS


@NAMES
def test_only_the_rows_asked_for_are_read(tmp_path: Path, name: str) -> None:
    path = write_archive(tmp_path / name, build_archive(40))
    ids = {"en-004", "es-007"} & {row["id"] for row in build_archive(40)}
    assert {row["id"] for row in read_rows(path, ["id"], ids)} == ids
    assert list(read_rows(path, ["id"], {"unknown"})) == []


def test_columns_of_later_versions_are_empty_in_older_files(tmp_path: Path) -> None:
    path = tmp_path / "old.parquet"
    pq.write_table(pa.table({"id": ["a"], "sha256": ["0"], "outcome": ["none"]}), path)
    (row,) = read_rows(path, ["id", "sha256", "countries", "title"])
    assert row == {"id": "a", "sha256": "0", "countries": [], "title": None}
    assert key_of(row) == ("a", "0")
    assert read_labels(path) == ()


def test_an_id_of_half_a_character_reads_the_same_from_either_format(tmp_path: Path) -> None:
    rows = [build_row(0, id="informe-\udcf3.pdf")]
    paths = [write_archive(tmp_path / name, rows) for name in ("a.parquet", "a.jsonl")]
    first, second = ([row["id"] for row in read_rows(path, ["id"])] for path in paths)
    assert first == second == ["informe-\\udcf3.pdf"]


def test_what_holds_no_rows_of_tags_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("not Parquet")
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "a", "text": "b"}))
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "other.parquet")
    (tmp_path / "empty").mkdir()
    for name in ("text.parquet", "other.jsonl", "other.parquet", "empty", "missing.parquet", "missing.jsonl", "a.csv"):
        with pytest.raises(CorpusError, match=name):
            list(read_rows(tmp_path / name, ["id"]))
