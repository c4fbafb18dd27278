import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES as LANGUAGE_CODES
from service.comparison import compare
from service.comparison_report import N_SHOWN, write_comparison
from service.comparison_texts import TEXTS
from tests.conftest import Run
from tests.service.archive import PASSAGES, build_row, write_archive

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
ATTACK = '</style><script>alert("&")</script><img src=x onerror=alert(1)>'


def write(out: Path, old: list[dict[str, Any]], new: list[dict[str, Any]], language: str = "en") -> str:
    paths = [write_archive(out.with_name(f"{name}.parquet"), rows) for name, rows in (("old", old), ("new", new))]
    write_comparison(compare(*paths), out, *paths, language)
    return out.read_text("utf-8")


@LANGUAGES
def test_the_page_counts_changes_and_shows_documents_with_both_evidences(tmp_path: Path, language: str) -> None:
    old = [build_row(number, language=language, labels=["enforcement"]) for number in range(60)]
    new = [build_row(number, language=language, labels=["prevention"]) for number in range(60)]
    page = html.document_fromstring(write(tmp_path / "changes.html", old, new, language))
    change = {"en": "Enforcement → Prevention", "es": "Aplicación de la ley → Prevención"}[language]
    assert page.xpath("//td/text()") == [change, "60"]
    assert page.xpath("//section/h2/text()") == [f"{change} · 60"]
    articles = page.xpath("//article")
    assert len(articles) == N_SHOWN
    assert PASSAGES[language]["enforcement"].format(n=0) in articles[0].text_content()
    assert PASSAGES[language]["prevention"].format(n=0) in articles[0].text_content()
    assert "--out" in page.xpath("//section/p")[0].text_content()
    assert page.get("lang") == language


@LANGUAGES
def test_unmatched_documents_and_other_texts_are_named(tmp_path: Path, language: str) -> None:
    old, new = [build_row(0), build_row(1)], [build_row(1, text="other"), build_row(2)]
    page = html.document_fromstring(write(tmp_path / "changes.html", old, new, language))
    words = TEXTS[language]
    assert page.xpath("//h2/text()") == [words["other text heading"], words["unmatched"]]
    texts = [
        text.format(n="1", ids=id)
        for text, id in zip(
            (words["other text"], words["only old"], words["only new"]), ("es-001", "en-000", "en-002"), strict=True
        )
    ]
    assert page.xpath("//section/p/text()") == texts
    assert words["no change"] in page.text_content()


@LANGUAGES
def test_whatever_a_document_says_is_text(tmp_path: Path, language: str) -> None:
    evidence = [{"label": "prevention", "passages": [{"text": ATTACK}]}]
    old = [build_row(0, id=ATTACK, title=ATTACK, evidence=evidence), build_row(1, id=f"2{ATTACK}")]
    new = [build_row(0, id=ATTACK, title=ATTACK, labels=[], outcome=ATTACK, model_version=ATTACK)]
    page = html.document_fromstring(write(tmp_path / "changes.html", old, new, language))
    assert page.xpath("//script | //img") == []
    assert page.text_content().count(ATTACK) >= 6


def test_json_lines_hold_every_document_that_is_not_as_it_was(tmp_path: Path) -> None:
    old = [build_row(number) for number in range(5)]
    changed = [build_row(number, labels=["prevention", "enforcement"]) for number in range(2)]
    new = [*changed, build_row(2, text="otro"), build_row(3), build_row(9)]
    lines = [json.loads(line) for line in write(tmp_path / "changes.jsonl", old, new).splitlines()]
    assert [(line["id"], line["gained"], line["other_text"]) for line in lines[:2]] == [
        ("en-000", ["enforcement"], False),
        ("es-001", ["enforcement"], False),
    ]
    assert lines[2:] == [
        {"id": "en-002", "other_text": True},
        {"id": "en-004", "only_in": "old"},
        {"id": "es-009", "only_in": "new"},
    ]


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"changes\.csv.*\.html, \.jsonl"):
        write(tmp_path / "changes.csv", [build_row(0)], [build_row(0)])


def test_both_languages_say_the_same_things() -> None:
    blanks = [{key: sorted(re.findall(r"{\w+}", text)) for key, text in TEXTS[code].items()} for code in ("en", "es")]
    assert blanks[0] == blanks[1]


@LANGUAGES
def test_labels_are_called_as_a_corpus_calls_them(cli: Callable[..., Run], tmp_path: Path, language: str) -> None:
    labels = json.loads((SHIPPED / "labels.json").read_text("utf-8"))
    for label in labels["labels"]:
        label["name"] = {code: f"«{label['id']}» {code}" for code in LANGUAGE_CODES}
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    old, new = (
        write_archive(tmp_path / f"{label}.parquet", [build_row(0, labels=[label])])
        for label in ("enforcement", "prevention")
    )
    out = tmp_path / "page.html"
    assert cli("compare", old, new, "--out", out, "--language", language, "--corpus", tmp_path).status == 0
    assert f"«enforcement» {language} → «prevention» {language}" in out.read_text("utf-8")
