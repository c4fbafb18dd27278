import csv
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpora.errors import CorpusError
from models.decision import Outcome
from models.record import Evidence, Quote, TagRecord, Term
from service.parts import schema_of, to_rows
from service.rows import open_rows

RECORD = TagRecord(
    id="a",
    sha256="0",
    outcome=Outcome.TAGGED,
    model_version="1",
    corpus_digest="2",
    tagged_at="2026-01-01T00:00:00+00:00",
    language="es",
    labels=("enforcement", "prevention"),
    scores={"enforcement": 0.9},
    evidence=(Evidence("enforcement", (Quote("Detención «legal»", 0, 17),), (Term("detención", 1.5),)),),
)

SCHEMA = schema_of(["enforcement", "prevention"]).remove(schema_of([]).get_field_index("input"))


def write(path: Path, *records: TagRecord) -> None:
    with open_rows(path, SCHEMA) as write_row:
        for record in records:
            write_row(record.to_row())


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_cells_join_labels_and_hold_json(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", RECORD)
    (row,) = read_csv(tmp_path / "a.csv")
    assert row["labels"] == "enforcement;prevention"
    assert row["candidates"] == row["reason"] == ""
    assert json.loads(row["scores"]) == {"enforcement": 0.9}
    assert json.loads(row["evidence"])[0]["passages"][0]["text"] == "Detención «legal»"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", '=HYPERLINK("x"),', "=a\nb"])
def test_a_formula_becomes_text(tmp_path: Path, start: str) -> None:
    write(tmp_path / "a.csv", replace(RECORD, id=f"{start}1+1"))
    assert read_csv(tmp_path / "a.csv")[0]["id"] == f"'{start}1+1"


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_half_a_character_is_written_as_its_escape(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    write(path, replace(RECORD, id="caf\udce9"))
    assert "caf\\udce9" in path.read_text(encoding="utf-8")
    if suffix == "jsonl":
        assert json.loads(path.read_text(encoding="utf-8"))["id"] == "caf\udce9"


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text("before")
    with pytest.raises(AttributeError):
        write(path, RECORD, None)  # type: ignore[arg-type]
    assert path.read_text() == "before"


@pytest.mark.parametrize("name", ["a.txt", "file", "other", "missing/a.csv", "folder.csv"])
def test_what_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "other" / "of somebody").mkdir(parents=True)
    with pytest.raises(CorpusError, match=name), open_rows(tmp_path / name):
        pass


@pytest.mark.parametrize("name", ["a.parquet", "a"])
def test_without_a_schema_nothing_is_written_under_a_name_that_says_parquet(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match=r"\.jsonl or \.csv"), open_rows(tmp_path / name):
        pass
    assert [*tmp_path.iterdir()] == []


def test_parquet_holds_the_rows_as_they_were(tmp_path: Path) -> None:
    records = [replace(RECORD, id=f"niñez {number}") for number in range(1_200)]
    write(tmp_path / "a.parquet", *records)
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert file.num_row_groups == 2
    found = to_rows(file.read())
    assert [row["id"] for row in found] == [record.id for record in records]
    assert {name: value for name, value in found[0]["scores"].items() if value} == RECORD.scores
    assert found[0]["evidence"] == RECORD.to_row()["evidence"]


def test_a_row_group_holds_no_more_text_than_fits_in_memory(tmp_path: Path) -> None:
    schema = schema_of(["enforcement", "prevention"], with_text=True).remove(schema_of([]).get_field_index("input"))
    with open_rows(tmp_path / "a.parquet", schema) as write_row:
        for number in range(20):
            write_row(RECORD.to_row() | {"id": f"{number}", "text": "a" * 1_000_000})
    file = pq.ParquetFile(tmp_path / "a.parquet")
    sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    assert (sum(sizes), max(sizes)) == (20, 9)


def test_a_name_without_suffix_is_a_folder_by_year(tmp_path: Path) -> None:
    dates = {"a": "2014-03-27", "b": "2015", "c": None, "d": "2014"}
    for _ in range(2):  # a folder of ours may be written again
        write(tmp_path / "tags", *(replace(RECORD, id=name, date=date) for name, date in dates.items()))
    parts = {path.parent.name: pq.read_table(path)["id"].to_pylist() for path in tmp_path.glob("tags/*/part.parquet")}
    assert parts == {"year=2014": ["a", "d"], "year=2015": ["b"], "year=none": ["c"]}
    assert [path.name for path in tmp_path.iterdir()] == ["tags"]
