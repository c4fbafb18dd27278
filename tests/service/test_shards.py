from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import Document, Note, NoteCode
from corpora.files import Blob
from corpora.readers.kinds import Kind
from models.registry import Registry
from service.shards import LEAST_ITEMS, MOST_BYTES, MOST_ITEMS, Shard, Task, cut_shards, tag_shard
from tests.conftest import TEXTS

TASK = Task(Registry(Path("models")), "v1", "2026-01-02T03:04:05+00:00")


def documents(count: int) -> list[Document]:
    return [Document(f"d{number}", f"text {number}") for number in range(count)]


def test_shards_hold_every_item_once_and_in_order() -> None:
    found = documents(1_000)
    shards = list(cut_shards(found))
    assert [item.content for shard in shards for item in shard.items] == found
    assert all(LEAST_ITEMS <= len(shard.items) <= MOST_ITEMS for shard in shards[:-1])


def test_an_archive_that_grows_keeps_most_of_its_shards() -> None:
    before = documents(3_000)
    after = [*before[:700], Document("new", "a new text"), *before[700:]]
    keys = [{TASK.key_of(shard) for shard in cut_shards(part)} for part in (before, after)]
    assert len(keys[0] - keys[1]) <= 2 < len(keys[0]) / 5


def test_large_items_make_small_shards() -> None:
    blobs = [Blob(f"{number}.pdf", bytes([number]) * (MOST_BYTES // 3 + 1), Kind.PDF) for number in range(9)]
    assert [len(shard.items) for shard in cut_shards(blobs)] == [3, 3, 3]


@given(st.lists(st.integers(0, 5), max_size=30))
def test_only_the_first_of_equal_documents_is_carried(numbers: list[int]) -> None:
    found = [Document(f"{place}", f"text {number}") for place, number in enumerate(numbers)]
    items = [item for shard in cut_shards(found) for item in shard.items]
    first = [number not in numbers[:place] for place, number in enumerate(numbers)]
    assert [item.content is not None for item in items] == first
    assert [item.id for item in items] == [document.id for document in found]
    unshared = [item for shard in cut_shards(found, share=False) for item in shard.items]
    assert all(item.content is not None for item in unshared)


def test_files_of_equal_bytes_are_equal_whatever_their_name() -> None:
    blobs = [Blob("a.txt", b"text", Kind.TEXT), Blob("b.txt", b"text", Kind.TEXT)]
    noted = Blob("c.pdf", b"text", Kind.TEXT, (Note(NoteCode.NAME_MISMATCH, "x"),))
    (shard,) = cut_shards([*blobs, noted])
    assert [item.content is not None for item in shard.items] == [True, False, True]


@pytest.mark.parametrize(
    "change",
    [{"text": "other"}, {"title": "t"}, {"language": "es"}, {"date": "2014"}, {"source": "s"}, {"authors": ("a",)}],
)
def test_documents_that_differ_in_anything_but_their_id_are_not_equal(change: dict) -> None:
    document = Document("a", "text")
    (shard,) = cut_shards([document, replace(document, id="b", **change)])
    assert all(item.content is not None for item in shard.items)


@pytest.mark.parametrize("change", [{"version": "v2"}, {"evidence": False}, {"with_text": True}, {"language": "es"}])
def test_a_part_is_named_by_input_version_and_settings(change: dict) -> None:
    (shard,) = cut_shards(documents(3))
    assert TASK.key_of(shard) != replace(TASK, **change).key_of(shard)
    assert TASK.key_of(shard) != TASK.key_of(Shard(shard.items[:2]))
    assert TASK.key_of(shard) == replace(TASK, tagged_at="later", registry=Registry(Path("elsewhere"))).key_of(shard)


def test_a_shard_becomes_a_row_for_each_item(home: Path) -> None:
    registry = Registry(home / "models")
    task = replace(TASK, registry=registry, version=registry.current(), with_text=True)
    contents = [
        Document("en", TEXTS["en"]),
        Blob("es.txt", TEXTS["es"].encode("cp1252"), Kind.TEXT),
        Document("again", TEXTS["en"]),
        Blob("bad.pdf", b"%PDF-1.4", Kind.PDF),
    ]
    (shard,) = cut_shards(contents)
    rows = tag_shard(shard, task)
    assert [row["id"] for row in rows] == ["en", "es.txt", "again", "bad.pdf"]
    assert [row["input"] for row in rows] == [item.digest for item in shard.items]
    assert rows[2].keys() == {"id", "input"}
    assert [rows[place]["labels"] for place in (0, 1)] == [["enforcement"]] * 2
    assert [rows[place]["text"] for place in (0, 1)] == [TEXTS["en"], TEXTS["es"]]
    assert (rows[3]["outcome"], rows[3]["reason"]) == ("not_judged", "corrupt")
    assert {row["tagged_at"] for row in rows if "outcome" in row} == {TASK.tagged_at}
    (stated,) = tag_shard(Shard(shard.items[:1]), replace(task, language="pt"))
    assert stated["reason"] == "unsupported_language"
