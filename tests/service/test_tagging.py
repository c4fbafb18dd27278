import csv
import io
import json
import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from corpora.document import digest_text
from models.registry import Registry
from service.errors import WorkersError
from service.parts import PartStore, schema_of
from service.progress import TaggingProgress
from service.shards import Shard, Task
from service.tagging import new_task, tag_archive
from service.workers import run_here
from tests.conftest import TEXTS

CONTRACT = (
    "id",
    "language",
    "outcome",
    "reason",
    "primary",
    "labels",
    "candidates",
    "scores",
    "evidence",
    "model_version",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts in four encodings, a table with a bad line, and a file that is not read."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXTS["en"], encoding="utf-8")
    (folder / "b.md").write_bytes(TEXTS["es"].encode("cp1252"))
    (folder / "sub" / "c.TXT").write_text(TEXTS["es"], encoding="utf-16")
    (folder / "sub" / "d.txt").write_text(TEXTS["en"], encoding="utf-8-sig")
    rows = [json.dumps({"id": code, "text": text}) for code, text in TEXTS.items()]
    (folder / "t.jsonl").write_text("\n".join([rows[0], "{oops", "", rows[1]]))
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)))
    return folder


def test_a_folder_is_tagged_with_all_it_holds(cli: Callable, folder: Path) -> None:
    run = cli("tag", folder)
    assert run.status == 1
    in_order = ["a.txt", "b.md", "photo.png", "sub/c.TXT", "sub/d.txt", "en", "t.jsonl:2", "es"]
    assert [row["id"] for row in run.rows] == in_order
    assert [row["reason"] for row in run.rows if row["reason"]] == ["unsupported_format", "corrupt"]
    assert all(row["primary"] == "enforcement" for row in run.rows if row["outcome"] == "tagged")
    assert "documents: 8" in run.err
    assert re.search(r"tagged +6 +75%", run.err)


def test_rows_have_the_fields_of_the_contract(cli: Callable, folder: Path) -> None:
    for row in cli("tag", folder).rows:
        assert [name for name in row if name in CONTRACT] == list(CONTRACT)
        assert (row["outcome"] == "not_judged") == bool(row["reason"])


def test_the_same_text_gets_the_same_row_from_any_encoding(cli: Callable, folder: Path) -> None:
    by_digest: dict[str, set[str]] = {}
    for row in cli("tag", folder).rows:
        if row["outcome"] == "tagged":
            by_digest.setdefault(row["sha256"], set()).add(json.dumps([row["scores"], row["evidence"]]))
    assert by_digest.keys() == {digest_text(text) for text in TEXTS.values()}
    assert all(len(results) == 1 for results in by_digest.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_standard_input_may_be_a_text_or_a_table(cli: Callable, encoding: str) -> None:
    table = "".join(json.dumps({"id": code, "text": text}, ensure_ascii=False) + "\n" for code, text in TEXTS.items())
    run = cli("tag", "-", "--no-evidence", stdin=table.encode(encoding))
    assert [(row["id"], row["language"], row["primary"]) for row in run.rows] == [
        ("en", "en", "enforcement"),
        ("es", "es", "enforcement"),
    ]
    (row,) = cli("tag", "-", stdin=TEXTS["es"].encode(encoding)).rows
    assert (row["id"], row["sha256"]) == ("-", digest_text(TEXTS["es"]))


def test_nothing_on_standard_input_is_no_text(cli: Callable) -> None:
    run = cli("tag", "-")
    assert run.status == 0
    assert [row["reason"] for row in run.rows] == ["no_text"]


def test_a_text_too_large_is_a_failure(cli: Callable, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("policía " * 200_000, encoding="utf-8")
    run = cli("tag", tmp_path / "a.txt")
    assert (run.status, run.rows[0]["reason"]) == (1, "too_large")


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_out_holds_the_same_rows(cli: Callable, folder: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"tags.{suffix}"
    shown = cli("tag", folder).rows
    run = cli("tag", folder, "--out", out)
    assert (run.status, run.out) == (1, "")
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file)) if suffix == "csv" else [json.loads(line) for line in file]
    assert [row["id"] for row in rows] == [row["id"] for row in shown]
    assert list(rows[0]) == list(shown[0])
    assert {path.name for path in tmp_path.iterdir()} == {"in", out.name}


def test_wrong_usage_leaves_no_file(cli: Callable, folder: Path, tmp_path: Path) -> None:
    assert cli("tag", folder, tmp_path / "missing", "--out", tmp_path / "a.csv").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def archive_of(folder: Path, count: int) -> str:
    texts = [f"{TEXTS['es' if number % 2 else 'en']} {number}." for number in range(count)]
    rows = [json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate([*texts, texts[0]])]
    (folder / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return str(folder / "a.jsonl")


def quiet() -> TaggingProgress:
    return TaggingProgress(Console(file=io.StringIO()))


def test_a_run_that_was_ended_goes_on_where_it_was(home: Path, tmp_path: Path) -> None:
    path, out = archive_of(tmp_path, 400), tmp_path / "tags.jsonl"
    task = new_task(Registry(home / "models"), evidence=False)
    done: list[int] = []

    def run(shards: Iterable[Shard], task: Task) -> Generator[tuple[Shard, list]]:
        for shard, rows in run_here(shards, task):
            done.append(len(shard.items))
            yield shard, rows

    def break_off(shards: Iterable[Shard], task: Task) -> Generator[tuple[Shard, list]]:
        for number, result in enumerate(run(shards, task)):
            if number == 2:
                raise WorkersError("the workers are gone")
            yield result

    with pytest.raises(WorkersError):
        tag_archive([path], out, task, run=break_off, progress=quiet())
    assert not out.exists()
    n_kept, done[:] = sum(done[:2]), []
    later = replace(task, tagged_at="2099-01-01T00:00:00+00:00")
    tally = tag_archive([path], out, later, run=run, progress=quiet())
    assert sum(done) == 401 - n_kept
    assert (tally.n_documents, tally.outcomes["tagged"], tally.n_duplicates) == (401, 400, 1)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [f"d{number}" for number in range(401)]
    assert {row["tagged_at"] for row in rows} == {task.tagged_at}
    assert rows[400] == rows[0] | {"id": "d400"}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.jsonl", "tags.jsonl"]


def test_a_run_can_be_begun_anew(home: Path, tmp_path: Path) -> None:
    path, out = archive_of(tmp_path, 10), tmp_path / "tags.parquet"
    task = new_task(Registry(home / "models"), evidence=False)
    store = PartStore(out.with_name(".tags.parquet.parts"), schema_of(["a"]))
    store.remember(task.key, {"tagged_at": "long ago"})
    tag_archive([path], out, task, resume=False, progress=quiet())
    assert set(pq.read_table(out)["tagged_at"].to_pylist()) == {task.tagged_at}


def test_the_time_of_a_run_can_be_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert new_task(Registry(home / "models")).tagged_at == "2026-01-01T00:00:00+00:00"
