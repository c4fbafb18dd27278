from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from corpora.document import digest_text
from service import comparison
from service.comparison import Change, compare, details
from tests.service.archive import LABELS, PASSAGES, build_archive, build_row, write_archive

UNCERTAIN = {"outcome": "uncertain", "labels": [], "candidates": ["enforcement"]}


def write(folder: Path, old: list[dict[str, Any]], new: list[dict[str, Any]], suffix: str = ".parquet") -> list[Path]:
    return [write_archive(folder / f"{name}{suffix}", rows) for name, rows in (("old", old), ("new", new))]


def retag(rows: list[dict[str, Any]], seed: int = 0) -> list[dict[str, Any]]:
    """The same documents by another version, a tenth of them decided anew."""
    random, result = Random(seed), []
    for row in rows:
        other = {"labels": random.sample(LABELS, 2), "outcome": "tagged", "candidates": []}
        result.append(row | {"model_version": "v2"} | (other if random.random() < 0.1 else {}))
    return result


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ""])
def test_changes_are_those_of_a_plain_loop(tmp_path: Path, suffix: str) -> None:
    old, new = build_archive(), retag(build_archive())
    result = compare(*write(tmp_path, old, new, suffix))
    expected: Counter[tuple[frozenset[str], frozenset[str]]] = Counter()
    for before, after in zip(old, new, strict=True):
        marks = [set(row["labels"]) or {row["outcome"]} for row in (before, after)]
        expected[frozenset(marks[0] - marks[1]), frozenset(marks[1] - marks[0])] += marks[0] != marks[1]
    counted = {(frozenset(change.lost), frozenset(change.gained)): len(g) for change, g in result.by_change()}
    assert counted == {change: n for change, n in expected.items() if n}
    assert len(result.changed) > 20
    assert result.n_matched == len(old)
    assert (result.old_versions, result.new_versions) == ({"v1"}, {"v2"})
    assert result.only_old == result.only_new == result.other_text == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ({"labels": ["enforcement"]}, {"labels": ["prevention", "enforcement"]}, "+prevention"),
        ({"labels": ["prevention", "enforcement"]}, {"labels": ["enforcement"]}, "−prevention"),
        ({"labels": ["enforcement"]}, UNCERTAIN, "enforcement → uncertain"),
        ({"outcome": "none", "labels": []}, {"labels": ["prevention"]}, "none → prevention"),
        ({"labels": ["enforcement"]}, {"labels": ["prevention"]}, "enforcement → prevention"),
        ({"outcome": "not_judged", "labels": [], "reason": "corrupt"}, UNCERTAIN, "not_judged → uncertain"),
    ],
)
def test_a_change_is_what_was_lost_and_gained(
    tmp_path: Path, old: dict[str, Any], new: dict[str, Any], change: str
) -> None:
    result = compare(*write(tmp_path, [build_row(0, **old)], [build_row(0, **new)]))
    assert [one.describe() for one, _ in result.by_change()] == [change]


def test_the_order_of_labels_is_no_change(tmp_path: Path) -> None:
    labels = ["prevention", "enforcement"]
    result = compare(*write(tmp_path, [build_row(0, labels=labels)], [build_row(0, labels=labels[::-1])]))
    assert (result.n_matched, result.changed) == (1, [])


def test_changes_are_named_in_any_language() -> None:
    names = {"enforcement": "Aplicación de la ley", "uncertain": "en duda"}
    assert Change(("enforcement",), ("uncertain",)).describe(names.__getitem__) == "Aplicación de la ley → en duda"


def test_documents_of_one_file_only_are_named(tmp_path: Path) -> None:
    result = compare(*write(tmp_path, [build_row(0), build_row(1)], [build_row(1), build_row(2)]))
    assert (result.only_old, result.only_new, result.n_matched) == (["en-000"], ["en-002"], 1)


def test_an_id_with_another_text_is_told(tmp_path: Path) -> None:
    new = [build_row(0, sha256=digest_text("other")), build_row(1, sha256=digest_text("otro"), **UNCERTAIN)]
    result = compare(*write(tmp_path, [build_row(0), build_row(1)], new))
    assert result.other_text == ["en-000", "es-001"]
    assert [(one.new[0], one.has_other_text) for one in result.changed] == [("es-001", True)]


def test_repeated_ids_are_matched_by_their_texts(tmp_path: Path) -> None:
    old = [build_row(0, text="a"), build_row(0, text="b", labels=["enforcement"])]
    result = compare(*write(tmp_path, old, [*old[::-1], build_row(0, text="c")]))
    assert (result.n_matched, result.changed, result.other_text) == (2, [], [])
    assert result.only_new == ["en-000"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_details_quote_the_labels_that_changed_from_both_files(tmp_path: Path, language: str) -> None:
    old = build_row(3, language=language, labels=["enforcement", "prevention"])
    new = build_row(3, language=language, labels=["prevention", "regional_cooperation"])
    paths = write(tmp_path, [old], [new])
    (row,) = details(compare(*paths).changed, *paths)
    assert (row["id"], row["lost"], row["gained"]) == (old["id"], ["enforcement"], ["regional_cooperation"])
    passages = PASSAGES[language]
    assert row["old"]["quotes"] == [{"label": "enforcement", "text": passages["enforcement"].format(n=3), "page": 3}]
    assert [quote["text"] for quote in row["new"]["quotes"]] == [passages["regional_cooperation"].format(n=3)]
    assert row["new"]["scores"]["prevention"] == 0.9


def test_a_label_in_question_is_quoted(tmp_path: Path) -> None:
    paths = write(tmp_path, [build_row(0, outcome="none", labels=[])], [build_row(0, **UNCERTAIN)])
    (row,) = details(compare(*paths).changed, *paths)
    assert (row["old"]["quotes"], [quote["label"] for quote in row["new"]["quotes"]]) == ([], ["enforcement"])


def test_details_of_many_documents_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "N_AT_ONCE", 7)
    paths = write(tmp_path, build_archive(), retag(build_archive()))
    changed = compare(*paths).changed
    assert [row["id"] for row in details(changed, *paths)] == [one.new[0] for one in changed]
