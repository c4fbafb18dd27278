from pathlib import Path
from typing import Any

import pytest

from service.quotations import N_QUOTATIONS, Quotation, Shortlist
from tests.service.archive import LABELS, PASSAGES, build_archive, build_row, write_archive


def quote(path: Path, rows: list[dict[str, Any]]) -> dict[str, list[Quotation]]:
    shortlist = Shortlist()
    for row in rows:
        shortlist.add(row)
    return shortlist.quotations(write_archive(path, rows), LABELS)


def test_passages_are_verbatim_and_of_different_documents(tmp_path: Path) -> None:
    rows = build_archive()
    by_id = {row["id"]: row for row in rows}
    for label, found in quote(tmp_path / "a.parquet", rows).items():
        assert len({one.document["id"] for one in found}) == len(found) == N_QUOTATIONS
        for one in found:
            parts = [part for part in by_id[one.document["id"]]["evidence"] if part["label"] == label]
            assert (one.text, one.page) == (parts[0]["passages"][0]["text"], parts[0]["passages"][0]["page"])


def test_languages_and_sources_take_turns(tmp_path: Path) -> None:
    for found in quote(tmp_path / "a.parquet", build_archive()).values():
        assert sorted(one.document["language"] for one in found) == ["en"] * 3 + ["es"] * 3
        assert len({one.document["source"] for one in found}) == N_QUOTATIONS


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_surest_documents_come_first_and_those_of_one_label_before_others(tmp_path: Path, language: str) -> None:
    facts = {"language": language, "source": "s"}
    scores = [{"prevention": score, "enforcement": 0.99} for score in (0.6, 0.9, 0.7)]
    rows = [build_row(number, scores=score, **facts) for number, score in enumerate(scores)]
    rows.append(build_row(3, labels=["prevention", "enforcement"], scores={"prevention": 1.0}, **facts))
    found = quote(tmp_path / "a.parquet", rows)["prevention"]
    assert [one.text for one in found] == [PASSAGES[language]["prevention"].format(n=n) for n in (1, 2, 0, 3)]


def test_the_same_words_are_quoted_once(tmp_path: Path) -> None:
    rows = [build_row(number, evidence=build_row(0)["evidence"]) for number in range(5)]
    rows[1]["evidence"] = [
        build_row(0)["evidence"][0] | {"passages": [{"text": "THE centre  taught\n0 teenagers a trade."}]}
    ]
    assert len(quote(tmp_path / "a.jsonl", rows)["prevention"]) == 1


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = build_archive()
    assert quote(tmp_path / "a.parquet", rows) == quote(tmp_path / "b.parquet", rows[::-1])


def test_rows_without_evidence_give_no_quotation(tmp_path: Path) -> None:
    assert quote(tmp_path / "a.parquet", [build_row(0, evidence=[])]) == {label: [] for label in LABELS}
