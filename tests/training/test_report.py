import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from tests.training.test_judging import answers
from tests.training.test_judging import gate as judge_answers
from training.gate import Check, Gate, Obstacle, uncompared
from training.intervals import Figure
from training.learning import LearningPoint
from training.mistakes import WorstError
from training.report import Report, as_html, as_json, write_report
from training.report_texts import TEXTS
from training.report_words import Words

ATTACK = '</td><script>alert("&")</script><img src=x onerror=alert(1)>'
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
POINTS = (
    LearningPoint("examples", 0.5, 20, Figure(0.5, 0.4, 0.6), 0.7),
    LearningPoint("concepts", 1.0, 6, Figure(0.6, 0.5, 0.7), 0.8),
)


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@LANGUAGES
def test_the_page_stands_alone(report: Report, language: str) -> None:
    html = as_html(report, language)
    page = Page(html)
    assert {"script", "link", "img", "iframe", "object", "image", "use"}.isdisjoint(page.tags)
    assert not [name for name, _ in page.attributes if name in ("src", "href", "xlink:href") or name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", html)
    assert "prefers-color-scheme: dark" in html


@LANGUAGES
def test_the_page_has_its_plots_and_a_table_of_every_kind(report: Report, language: str) -> None:
    page = Page(as_html(report, language))
    assert page.tags.count("svg") == page.tags.count("figure") == 4
    assert Page(as_html(replace(report, learning=POINTS), language)).tags.count("svg") == 6
    assert page.tags.count("table") >= 6


@LANGUAGES
def test_texts_of_documents_are_escaped(report: Report, language: str) -> None:
    error = WorstError(ATTACK, "en", ATTACK, (), ("prevention",), {}, 1.0, ATTACK)
    slices = (replace(report.evaluation.slices[0], kind="genre", value=ATTACK), *report.evaluation.slices)
    attacked = replace(report.evaluation, slices=slices, worst_errors=(error,))
    source = replace(report.source, file=ATTACK, model_version=ATTACK)
    html = as_html(replace(report, evaluation=attacked, source=source), language)
    assert {"script", "img"}.isdisjoint(Page(html).tags)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_spanish_page_is_in_spanish(report: Report) -> None:
    html = as_html(report, "es")
    assert "Los peores errores" in html
    assert "Reforma de la política de drogas" in html
    headings = re.findall(r"<(?:h1|h2|th|figcaption)[^>]*>([^<]*)<", html)
    english = {text for key, text in TEXTS["en"].items() if text != TEXTS["es"].get(key)}
    assert english.isdisjoint(headings)


def test_no_number_of_the_spanish_page_is_written_as_in_english(report: Report) -> None:
    check = Check("macro_f1", "all", "es", 1234, 0.8, 0.81, -0.02, 0.03, -0.05, True)
    gate = Gate(True, "v1", 1234, (check,))
    error = WorstError("a", "es", "news", (), ("prevention",), {"prevention": 0.875}, 1.25, "…")
    evaluation = replace(report.evaluation, worst_errors=(error,))
    html = as_html(replace(report, evaluation=evaluation, learning=POINTS, gate=gate), "es")
    shown = re.sub(r"<style>.*?</style>|<[^>]*>|20\d\d[\w-]*", " ", html, flags=re.DOTALL)
    assert re.findall(r"\d\.\d|\d,\d{3},|\d%", shown) == []
    for words in ("0,500 [0,400; 0,600]", "[-0,020; +0,030]", "50\N{NO-BREAK SPACE}% de los documentos"):
        assert words in html
    assert "1\N{NO-BREAK SPACE}234" in html
    assert "50% of the examples" in as_html(replace(report, learning=POINTS), "en")


@LANGUAGES
def test_genres_are_called_by_their_names(report: Report, language: str) -> None:
    error = WorstError("a", "es", "press_release", (), ("prevention",), {}, 1.0, "…")
    html = as_html(replace(report, evaluation=replace(report.evaluation, worst_errors=(error,))), language)
    assert {"en": "press release", "es": "comunicado de prensa"}[language] in html
    assert "press_release" not in html


def test_every_english_text_has_its_spanish_pair_with_the_same_blanks() -> None:
    blanks = {
        language: {key: sorted(re.findall(r"{\w+}", texts[key])) for key in TEXTS["en"]}
        for language, texts in TEXTS.items()
    }
    assert blanks["en"] == blanks["es"]


@LANGUAGES
def test_every_check_and_obstacle_of_a_gate_has_its_words(report: Report, language: str) -> None:
    words = Words(language, report.taxonomy)
    assert all(words(check.measure) != check.measure for check in judge_answers(answers()).checks)
    assert all((words(obstacle) == obstacle) == (language == "en") for obstacle in Obstacle)
    for obstacle in Obstacle:
        shut = uncompared(obstacle, 12, "v1")
        page = as_html(replace(report, gate=shut), language)
        assert f"{words(obstacle)}. v1" in page
        assert words("gate_open" if shut.passed else "gate_shut") in page


def test_the_json_is_strict_and_holds_every_figure(report: Report) -> None:
    whole = replace(report.evaluation, brier_score={"all": math.nan})
    content = json.loads(as_json(replace(report, evaluation=whole, learning=POINTS)), parse_constant=pytest.fail)
    assert content["evaluation"]["brier_score"] == {"all": None}
    assert content["model_version"] == report.source.model_version
    assert [point["n"] for point in content["learning_curve"]] == [20, 6]
    assert len(content["evaluation"]["coverage"]) == 11


def test_writing_replaces_what_was_there_and_leaves_no_draft(report: Report, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")
    paths = write_report(replace(report, source=replace(report.source, file="a\ud800.jsonl")), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.json"]
    assert json.loads(paths[0].read_text("utf-8"))["file"] == "a?.jsonl"
    assert paths[1].read_text("utf-8").startswith("<!doctype html>")


def test_a_folder_that_cannot_be_made_is_told(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("there")
    with pytest.raises(CorpusError, match=r"file.report: cannot be made: Not a directory"):
        write_report(report, tmp_path / "file" / "report")
