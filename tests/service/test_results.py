import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from service.parts import to_rows
from service.results import JobFile, stream_rows
from service.rows import ROW_GROUP_ROWS, open_rows
from tests.service.archive import build_row, write_archive


@pytest.mark.parametrize("count", [0, 1, ROW_GROUP_ROWS, ROW_GROUP_ROWS + 3])
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_stream_is_the_file_that_the_command_line_writes(tmp_path: Path, form: str, count: int) -> None:
    rows = [build_row(number, title="=Título,\r\n«año»") for number in range(count)]
    tags, expected = write_archive(tmp_path / "tags.parquet", rows), tmp_path / f"expected.{form}"
    with open_rows(expected) as write:
        for row in to_rows(pq.read_table(tags)):
            write(row)
    assert b"".join(stream_rows(tags, form)) == expected.read_bytes()


def test_every_row_is_whole(tmp_path: Path) -> None:
    rows = [build_row(number) for number in range(2 * ROW_GROUP_ROWS)]
    tags = write_archive(tmp_path / "tags.parquet", rows)
    text = b"".join(stream_rows(tags, "csv")).decode("utf-8")
    assert [row["id"] for row in csv.DictReader(io.StringIO(text))] == [row["id"] for row in rows]
    pieces = list(stream_rows(tags, "jsonl"))
    assert len(pieces) == 2
    assert [json.loads(line)["id"] for piece in pieces for line in piece.splitlines()] == [row["id"] for row in rows]


def test_a_file_that_was_removed_just_now_is_404(tmp_path: Path) -> None:
    tags = tmp_path / "tags.parquet"
    client = TestClient(JobFile(tags))
    assert client.get("/").status_code == 404
    tags.write_bytes(b"x")
    assert client.get("/").content == b"x"
