"""Figures of the page are compared with those of plain loops over the rows that pyarrow reads back."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from lxml import html

from corpora.document import Reason
from corpora.errors import CorpusError
from corpora.gazetteer import read_gazetteer
from models.decision import Outcome
from service.names import NAMES, names_in
from service.proportions import wilson
from service.trends import source_of
from service.trends_report import write_report
from service.trends_texts import TEXTS
from service.voice import Voice
from tests.service.archive import LABELS, build_archive, build_row, write_archive

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
ATTACK = '</style><script>alert("&")</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def tags(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 400 documents."""
    return write_archive(tmp_path_factory.mktemp("archive") / "tags.parquet", build_archive())


def report(tags: Path, language: str, **options: Any) -> html.HtmlElement:
    out = tags.with_name("report.html")
    write_report(tags, out, language, **options)
    return html.document_fromstring(out.read_text("utf-8"))


def cells(page: html.HtmlElement, heading: str) -> dict[str, list[str]]:
    """The table under a heading: texts of cells by the first one of the row, intervals and the small mark left out."""
    rows = page.xpath(f'//section[h2="{heading}"]//tbody/tr')
    return {row[0].text.removesuffix(" †"): [cell.text or "" for cell in row[1:]] for row in rows}


def shares(rows: Sequence[dict[str, Any]], voice: Voice) -> list[str]:
    """The cells of a group, by loops."""
    judged = [row for row in rows if row["outcome"] != "not_judged"]
    counted = [(sum(label in row["labels"] for row in judged), len(judged)) for label in LABELS]
    counted += [(sum(row["outcome"] == outcome for row in judged), len(judged)) for outcome in ("none", "uncertain")]
    counted.append((len(rows) - len(judged), len(rows)))
    return [voice.count(len(rows)), *(f"{voice.share(k / n)} · {voice.count(k)}" if n else "" for k, n in counted)]


@LANGUAGES
def test_figures_of_years_sources_and_countries_are_those_of_loops(tags: Path, language: str) -> None:
    page, voice = report(tags, language), Voice(language, TEXTS)
    rows = pq.read_table(tags).to_pylist()
    years = cells(page, TEXTS[language]["years"])
    for year in range(2005, 2027):
        of_year = [row for row in rows if (row["date"] or "").startswith(str(year))]
        assert years.get(str(year)) == (shares(of_year, voice) if of_year else None)
    assert years[TEXTS[language]["without year"]] == shares([row for row in rows if not row["date"]], voice)
    sources = cells(page, TEXTS[language]["sources"])
    known = [name for name in sources if name in {source_of(row) for row in rows}]
    assert len(known) == 12
    for name in known:
        assert sources[name] == shares([row for row in rows if source_of(row) == name], voice)
    countries = cells(page, TEXTS[language]["countries"])
    named = [country for country in read_gazetteer().countries if country.name(language) in countries]
    assert len(named) == 12
    for country in named:
        of_country = [row for row in rows if country.id in most_named(row)]
        assert countries[country.name(language)] == shares(of_country, voice)
    elsewhere = [row for row in rows if {*most_named(row)} - {country.id for country in named}]
    assert countries[TEXTS[language]["others country"].format(n=3)] == shares(elsewhere, voice)
    assert years[TEXTS[language]["all documents"]] == shares(rows, voice)


def most_named(row: dict[str, Any]) -> Iterator[str]:
    most = max((named["count"] for named in row["countries"]), default=0)
    return (named["code"] for named in row["countries"] if named["count"] * 2 >= most)


@LANGUAGES
def test_outcomes_and_reasons_are_all_counted(tags: Path, language: str) -> None:
    page, rows = report(tags, language), pq.read_table(tags).to_pylist()
    shown = cells(page, TEXTS[language]["outcomes"])
    for outcome in Outcome:
        assert shown[NAMES[language][outcome]][0] == str(sum(row["outcome"] == outcome for row in rows))
    for reason in (Reason.IMAGE_ONLY, Reason.CORRUPT, Reason.UNSUPPORTED_LANGUAGE):
        assert shown[f"– {NAMES[language][reason]}"][0] == str(sum(row["reason"] == reason for row in rows))


@LANGUAGES
def test_shares_have_their_intervals_and_small_groups_their_mark(tags: Path, language: str) -> None:
    page, voice = report(tags, language), Voice(language, TEXTS)
    rows = [row for row in build_archive() if row["outcome"] != "not_judged"]
    share = wilson(sum("enforcement" in row["labels"] for row in rows), len(rows))
    assert share is not None
    assert f"[{voice.shares(share)}]" in page.xpath("//small/text()")
    marked = [name for name in page.xpath("//tbody/tr/th/text()") if name.endswith(" †")]
    for year in range(2005, 2027):
        n_judged = sum((row["date"] or "").startswith(str(year)) for row in rows)
        assert (f"{year} †" in marked) == (0 < n_judged < 30)


def test_a_group_is_small_by_the_documents_that_were_judged(tmp_path: Path) -> None:
    unread = {"outcome": "not_judged", "reason": "image_only", "labels": []}
    rows = [build_row(number, date="2010", **(unread if number < 10 else {})) for number in range(35)]
    rows += [build_row(number, date="2011") for number in range(35, 70)]
    page = report(write_archive(tmp_path / "tags.parquet", rows), "en")
    assert [name for name in page.xpath("//tbody/tr/th/text()") if name.startswith("201")] == ["2010 †", "2011"]


@LANGUAGES
def test_doubt_and_failure_stand_in_every_table(tags: Path, language: str) -> None:
    tables = report(tags, language).xpath("//table")
    assert len(tables) == 7
    for table in tables:
        text = table.text_content()
        assert NAMES[language]["uncertain"] in text
        assert NAMES[language]["not_judged"] in text


@LANGUAGES
def test_without_reviews_nothing_is_estimated(tags: Path, language: str) -> None:
    rows = cells(report(tags, language), TEXTS[language]["labels"])
    estimates = [row[-2:] for row in list(rows.values())[: len(LABELS)]]
    assert estimates == [[{"en": "not estimated", "es": "sin estimar"}[language]] * 2] * len(LABELS)


@LANGUAGES
def test_reviews_make_estimates(tmp_path: Path, language: str) -> None:
    tags = write_archive(tmp_path / "tags.parquet", build_archive(2000))
    report(tags, language, review_list=tmp_path / "list.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "list.jsonl").read_text("utf-8").splitlines()]
    assert {line["labels"] for line in lines} == {None}
    filled = [json.dumps(line | {"labels": ["prevention"] if n % 5 == 0 else []}) for n, line in enumerate(lines)]
    (tmp_path / "filled.jsonl").write_text("\n".join(filled))
    page = report(tags, language, reviews=tmp_path / "filled.jsonl")
    (section,) = page.xpath(f'//section[h2="{TEXTS[language]["missed heading"]}"]')
    rows = section.xpath(".//tbody/tr")
    assert len(rows) == len(LABELS)
    for row in rows:
        numbers = [
            [int(re.sub(r"\D", "", n)) for n in re.findall(r"\d[\d.,\N{NO-BREAK SPACE}]*", text)] for text in texts(row)
        ]
        assert sum(reviewed for _, reviewed, _ in numbers[:3]) == 100
        expected = sum(size * found / reviewed for found, reviewed, size in numbers[:3])
        missed, low, high = numbers[3]
        assert missed == round(expected)
        assert low <= missed <= high
        assert (expected > 0) == (row[0].text == Voice(language, TEXTS, names_in(language))("prevention"))


def texts(row: html.HtmlElement) -> list[str]:
    return [" ".join(cell.itertext()) for cell in row[1:]]


@LANGUAGES
@pytest.mark.parametrize("gap", [0, 20])
def test_reviews_after_a_gap_are_said_not_to_count_yet(tmp_path: Path, language: str, gap: int) -> None:
    tags = write_archive(tmp_path / "tags.parquet", build_archive())
    report(tags, language, review_list=tmp_path / "list.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "list.jsonl").read_text("utf-8").splitlines()]

    def text_of(*left_out: int) -> str:
        filled = (json.dumps(line | {"labels": None if n in left_out else []}) for n, line in enumerate(lines))
        (tmp_path / "filled.jsonl").write_text("\n".join(filled))
        return str(report(tags, language, reviews=tmp_path / "filled.jsonl").text_content())

    note = TEXTS[language]["waiting reviews"].replace("`", "")
    assert note.format(n=len(lines) - gap - 1) in text_of(gap)
    for in_order in (text_of(), text_of(*range(gap, len(lines)))):
        assert note.partition(":")[0] not in in_order


@LANGUAGES
def test_each_quotation_names_its_document(tags: Path, language: str) -> None:
    by_id = {row["id"]: row for row in build_archive()}
    quotations = report(tags, language).xpath("//blockquote")
    assert len(quotations) == 6 * len(LABELS)
    for quotation in quotations:
        row = by_id[quotation.xpath(".//code/text()")[0]]
        text = quotation.text_content()
        assert quotation.get("lang") == row["language"]
        assert row["title"] in text
        assert all(fact in text for fact in (row["source"], row["date"]) if fact)
        assert any(text.startswith(part["passages"][0]["text"]) for part in row["evidence"])


@LANGUAGES
def test_whatever_a_document_says_is_text(tmp_path: Path, language: str) -> None:
    evidence = [{"label": "prevention", "passages": [{"text": ATTACK, "start": 0, "end": 9, "page": 1}], "terms": []}]
    facts = dict.fromkeys(("id", "title", "source", "model_version"), ATTACK) | {"evidence": evidence}
    unread = {"outcome": "not_judged", "reason": ATTACK, "labels": [], "language": ATTACK}
    named = {"countries": [{"code": ATTACK, "count": 1}], "organisations": [{"id": ATTACK, "count": 1}]}
    rows = [build_row(0, **facts), build_row(1, id="b", **unread, **named), build_row(2, date="2013")]
    page = report(write_archive(tmp_path / "tags.parquet", rows), language)
    assert page.xpath("//script | //img") == []
    assert page.text_content().count(ATTACK) >= 8


@LANGUAGES
def test_the_page_stands_alone(tags: Path, language: str) -> None:
    page = report(tags, language)
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick") == []
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert page.get("lang") == language
    style = "".join(page.xpath("//style/text()"))
    assert "prefers-color-scheme: dark" in style
    assert not re.search(r"url\(|@import|https?:", style)


@LANGUAGES
def test_an_archive_without_a_document_says_so(tmp_path: Path, language: str) -> None:
    page = report(write_archive(tmp_path / "tags.parquet", []), language)
    assert TEXTS[language]["no documents"] in page.text_content()
    assert page.xpath("//table | //svg") == []


@LANGUAGES
@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ""])
def test_documents_without_dates_and_all_else_make_a_page_too(tmp_path: Path, language: str, suffix: str) -> None:
    bare = {"date": None, "source": None, "evidence": [], "title": ""}
    tags = write_archive(tmp_path / f"tags{suffix}", [build_row(number, **bare) for number in range(3)])
    text = report(tags, language).text_content()
    for key in ("no years", "nothing stated", "no quotations"):
        assert TEXTS[language][key] in text


def test_rows_of_two_model_versions_are_warned_about(tmp_path: Path) -> None:
    rows = [build_row(0), build_row(1, model_version="v2")]
    page = report(write_archive(tmp_path / "tags.parquet", rows), "es")
    assert page.xpath("//*[@class='warning']/text()") == [TEXTS["es"]["several versions"]]


def test_both_languages_say_the_same_things() -> None:
    blanks = [{key: sorted(re.findall(r"{\w+}", text)) for key, text in TEXTS[code].items()} for code in ("en", "es")]
    assert blanks[0] == blanks[1]


@LANGUAGES
def test_tables_can_be_reached_by_keyboard_and_are_called_as_their_sections(tags: Path, language: str) -> None:
    for table in report(tags, language).xpath("//table"):
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-label") == region.xpath("string(ancestor::section/h2)")


@pytest.mark.parametrize(("language", "sources", "countries"), [("en", "others", "others"), ("es", "otras", "otros")])
def test_what_is_not_named_agrees_in_gender(tags: Path, language: str, sources: str, countries: str) -> None:
    page = report(tags, language)
    assert any(name.startswith(f"{sources} (") for name in cells(page, TEXTS[language]["sources"]))
    assert any(name.startswith(f"{countries} (") for name in cells(page, TEXTS[language]["countries"]))


def test_no_english_heading_is_left_in_the_spanish_page(tags: Path) -> None:
    texts = {code: TEXTS[code] | NAMES[code] for code in ("en", "es")}
    english = {text for key, text in texts["en"].items() if text != texts["es"][key]}
    assert english.isdisjoint(report(tags, "es").xpath("//h1/text() | //h2/text() | //th/text() | //figcaption/text()"))


@pytest.mark.parametrize(
    ("out", "options"),
    [
        ("report.parquet", {}),
        ("missing/report.html", {}),
        ("report.html", {"review_list": Path("list.csv")}),
        ("report.html", {"review_list": Path("a.jsonl"), "reviews": Path("a.jsonl")}),
    ],
)
def test_a_target_that_cannot_be_written_is_refused(tags: Path, out: str, options: dict[str, Path]) -> None:
    with pytest.raises(CorpusError):
        write_report(tags, tags.parent / out, **options)
    assert "tags.parquet" in {path.name for path in tags.parent.iterdir()}
