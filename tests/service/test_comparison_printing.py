from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from corpora.document import digest_text
from service.comparison import compare
from service.comparison_printing import N_SHOWN, print_comparison
from tests.service.archive import build_row, write_archive


def printed(folder: Path, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str:
    paths = [write_archive(folder / f"{name}.parquet", rows) for name, rows in (("old", old), ("new", new))]
    out = StringIO()
    print_comparison(Console(file=out, width=120), compare(*paths), *paths)
    return out.getvalue()


def test_counts_come_first_then_documents_with_their_evidence(tmp_path: Path) -> None:
    old = [build_row(number, labels=["enforcement"]) for number in range(8)]
    new = [build_row(number, labels=["enforcement", "prevention"], model_version="v2") for number in range(8)]
    text = printed(tmp_path, old, [*new[:7], build_row(9, model_version="v2")])
    assert text.startswith(
        "v1 → v2\ndocuments in both: 7; changed: 7; as they were: 0\n1 in the old file only: es-007\n"
    )
    assert "1 in the new file only: es-009" in text
    assert text.index("+prevention  ") < text.index("en-000")
    assert "old  enforcement 0.90" in text
    assert "new  enforcement 0.90, prevention 0.90" in text
    assert "prevention, p. 1: El centro enseñó un oficio a 1 adolescentes." in text
    assert f"and {7 - N_SHOWN} more" in text
    assert text.count("  Title ") == N_SHOWN


def test_an_uncertain_document_shows_the_labels_in_question(tmp_path: Path) -> None:
    new = build_row(0, outcome="uncertain", labels=[], candidates=["prevention"])
    text = printed(tmp_path, [build_row(0, outcome="none", labels=[])], [new])
    assert "none → uncertain" in text
    assert "new  uncertain (prevention 0.10)" in text


def test_no_change_is_told_too(tmp_path: Path) -> None:
    assert "documents in both: 1; changed: 0; as they were: 1" in printed(tmp_path, [build_row(0)], [build_row(0)])


def test_nothing_in_a_document_steers_the_terminal(tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07 [red]x[/red] \u202e\x9b31m"
    evidence = [{"label": "enforcement", "passages": [{"text": hostile}]}]
    facts = {"id": hostile, "title": hostile, "evidence": evidence, "labels": ["enforcement"]}
    new = build_row(0, **facts) | {"labels": [], "outcome": "none", "sha256": digest_text("other")}
    text = printed(tmp_path, [build_row(0, **facts)], [new, build_row(1, id=hostile + "2")])
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(text)
    assert text.count("[red]x[/red]") == 5
    assert "(another text)" in text
