from pathlib import Path

import pytest

from models.decision import Outcome
from models.record import Evidence, Quote, TagRecord, Term
from service.parts import PARTS_IN_MEMORY, PartStore, iterate, schema_of, to_rows, to_table

LABELS = ("enforcement", "prevention")
MADE_WITH = {"model_version": "1", "corpus_digest": "2", "tagged_at": "2026-01-01T00:00:00+00:00"}
QUOTES = {"en": "The naïve café owner paid.", "es": "Detención «legal» del niño 🙂"}


def row(id_: str, digest: str = "0", **fields: object) -> dict:
    known = {"outcome": Outcome.NONE, "sha256": "0", **MADE_WITH} | fields
    record = TagRecord(id=id_, **known).to_row()
    return record | {"input": digest}


def tagged(language: str) -> dict:
    quote = QUOTES[language]
    evidence = (Evidence("enforcement", (Quote(quote, 0, len(quote), 3),), (Term("x", -1.5),)),)
    scores = {"enforcement": 0.9, "prevention": 0.1}
    known = {"outcome": Outcome.TAGGED, "labels": ("enforcement",), "scores": scores, "thresholds": scores}
    return row("a", language=language, evidence=evidence, title=quote, date="2014-03", authors=("b", "c"), **known)


@pytest.fixture
def store(tmp_path: Path) -> PartStore:
    return PartStore(tmp_path / "parts", schema_of(LABELS))


@pytest.mark.parametrize("language", QUOTES)
def test_rows_come_back_as_they_were(store: PartStore, language: str) -> None:
    rows = [tagged(language), row("b"), {"id": "c", "input": "0"}]
    assert not store.holds("k")
    store.write("k", rows)
    assert store.holds("k")
    found = store.read("k")
    assert found[:2] == rows[:2]
    assert {name: value for name, value in found[2].items() if value} == rows[2]
    assert store.read("k", ["id", "outcome"])[1] == {"id": "b", "outcome": "none"}


def test_names_that_are_no_unicode_are_escaped() -> None:
    (found,) = to_rows(to_table([row("a\udce9.txt")], schema_of(LABELS)))
    assert found["id"] == "a\\udce9.txt"


def test_duplicates_may_be_far_from_what_they_are_copies_of(store: PartStore) -> None:
    n = 3 * PARTS_IN_MEMORY
    for number in range(n):
        store.write(f"k{number}", [row(f"a{number}", f"d{number}", title=f"{number}")])
    store.write("copies", [{"id": f"b{number}", "input": f"d{number}"} for number in reversed(range(n))])
    found = list(iterate(store, [*(f"k{number}" for number in range(n)), "copies"]))
    assert [one["title"] for one in found] == [str(number) for number in [*range(n), *reversed(range(n))]]
    assert not any("input" in one for one in found)


def test_duplicates_get_the_record_that_they_share(store: PartStore) -> None:
    store.write("k1", [row("a", "d1", title="one"), row("b", "d2", title="two")])
    store.write("k2", [{"id": "c", "input": "d1"}, row("d", "d3"), {"id": "e", "input": "d1"}])
    found = list(iterate(store, ["k1", "k2"]))
    assert [(one["id"], one["title"]) for one in found] == [
        ("a", "one"),
        ("b", "two"),
        ("c", "one"),
        ("d", ""),
        ("e", "one"),
    ]
    assert not any("input" in one for one in found)


def test_what_is_common_to_a_run_is_kept_from_its_beginning(store: PartStore) -> None:
    assert store.remember("a", {"tagged_at": "first"}) == {"tagged_at": "first"}
    assert store.remember("a", {"tagged_at": "second"}) == {"tagged_at": "first"}
    assert store.remember("b", {"tagged_at": "second"}) == {"tagged_at": "second"}
    store.clear()
    assert not store.folder.exists()
    store.clear()
    assert store.remember("a", {"tagged_at": "third"}) == {"tagged_at": "third"}


def test_half_a_part_is_no_part(store: PartStore) -> None:
    store.write("k", [row("a")])
    (store.folder / "k.parquet").rename(store.folder / ".k.parquet.new")
    assert not store.holds("k")
    store.write("k", [row("b")])
    assert [one["id"] for one in store.read("k")] == ["b"]


def test_rows_with_text_have_a_column_for_it() -> None:
    assert "text" not in schema_of(LABELS).names
    schema = schema_of(LABELS, with_text=True)
    (found,) = to_rows(to_table([row("a") | {"text": "niñez"}], schema))
    assert found["text"] == "niñez"
