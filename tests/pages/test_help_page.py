import html
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from corpora.corpus import SHIPPED
from corpora.jsonl import read_json
from corpora.taxonomy import Taxonomy, read_taxonomy
from service.pages.help_page import CASES, borderline_cases

LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return read_taxonomy(SHIPPED / "labels.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_shows_every_label_and_every_case(client: TestClient, taxonomy: Taxonomy, language: str) -> None:
    page = html.unescape(client.get("/help", headers={"Accept-Language": language}).text)
    for label in taxonomy.labels:
        assert label.name[language] in page
        assert label.description[language] in page
    cases = borderline_cases(taxonomy, language)
    assert len(cases) > 25
    assert [case.text for case in cases if case.text not in page or case.unless not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_that_a_label_takes_no_side(client: TestClient, language: str) -> None:
    page = client.get("/help", headers={"Accept-Language": language}).text
    assert {"en": "not what it favours", "es": "no qué defiende"}[language] in " ".join(page.split())


def test_every_case_is_told_in_both_languages_with_as_many_words_to_the_labels() -> None:
    rows = read_json(CASES)
    assert all(set(row[field]) == set(LANGUAGES) for row in rows for field in ("text", "unless"))
    assert all(row["text"]["en"] and row["text"]["es"] for row in rows)
    assert [row for row in rows if bool(row["unless"]["en"]) != bool(row["unless"]["es"])] == []
    assert {label for row in rows for label in row["labels"]} == set(read_taxonomy(SHIPPED / "labels.json").ids)


def test_another_taxonomy_gets_none_of_our_cases(taxonomy: Taxonomy) -> None:
    others = Taxonomy(tuple(replace(label, id=f"x-{label.id}") for label in taxonomy.labels))
    assert borderline_cases(others, "es") == []
