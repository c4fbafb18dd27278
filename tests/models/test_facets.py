from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.gazetteer import Form, read_gazetteer
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser
from models.facets import CountryCount, Facets, FormFinder, OrganisationCount, count_facets

PIPELINES = {language: kit.pipeline for language, kit in Analyser(())._kits.items()}
FINDER = FormFinder(read_gazetteer(), PIPELINES)
NOTHING = Facets()
NAMED_TWICE = {
    "en": "Peru and Chile thank the OAS. Peru pays.",
    "es": "Perú y Chile agradecen a la OEA. Perú paga.",
}


def read_cases(language: str) -> list[tuple[str, str, str]]:
    lines = Path(__file__).with_name(f"facets.{language}.txt").read_text(encoding="utf-8").splitlines()
    cases = (line.partition(" =>") for line in lines if not line.startswith("#"))
    return [(language, sentence, expected) for sentence, _, expected in cases]


CASES = [case for language in LANGUAGES for case in read_cases(language)]


def find(text: str, language: str, furniture: slice = slice(0)) -> Facets:
    return count_facets(find_forms(text, language, furniture))


def find_forms(text: str, language: str, furniture: slice = slice(0)) -> tuple[Form, ...]:
    doc = PIPELINES[language].make_doc(text)
    is_content = np.ones(len(doc), dtype=bool)
    is_content[furniture] = False
    return FINDER.find(doc, language, is_content)


def count(facets: Facets) -> dict[str, int]:
    countries = {item.code: item.count for item in facets.countries}
    return countries | {item.id: item.count for item in facets.organisations}


@pytest.mark.parametrize(("language", "sentence", "expected"), CASES, ids=[case[1][:50] for case in CASES])
def test_a_sentence_names_what_is_written_beside_it(language: str, sentence: str, expected: str) -> None:
    assert count(find(sentence, language)) == Counter(expected.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_enough_sentences(language: str) -> None:
    assert sum(case[0] == language for case in CASES) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_most_often_named_comes_first_and_of_equals_the_first_named(language: str) -> None:
    assert find(NAMED_TWICE[language], language) == Facets(
        (CountryCount("PE", 2), CountryCount("CL", 1)), (OrganisationCount("oas", 1),)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_of_a_word_are_named_in_their_place(language: str) -> None:
    named = find("Haiti, Canada–Mexico, Colombia-Venezuela/Peru, Chile.", language).countries
    assert [item.code for item in named] == ["HT", "CA", "MX", "CO", "VE", "PE", "CL"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_furniture_names_nothing_and_is_no_witness(language: str) -> None:
    assert find(NAMED_TWICE[language], language, furniture=slice(None)) == NOTHING
    assert [item.code for item in find(NAMED_TWICE[language], language, furniture=slice(1)).countries] == ["CL", "PE"]
    assert find("Chile. Santiago.", language, furniture=slice(1)) == NOTHING
    assert find("L Colombia-Perú.", language, furniture=slice(1, None)) == NOTHING


def test_parts_of_a_document_in_two_languages_read_each_other() -> None:
    english, spanish = find_forms("The courts of Santiago and Kingston.", "en"), find_forms("Chile y Jamaica.", "es")
    assert count(count_facets(english)) == {"JM": 1}
    assert count(count_facets((*english, *spanish))) == {"CL": 2, "JM": 2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_text_names_nothing(language: str) -> None:
    assert find("", language) == NOTHING


@pytest.mark.parametrize("language", LANGUAGES)
def test_accents_may_be_missing_or_decomposed(language: str) -> None:
    for text in ("Haití", "Haiti", "Haiti\u0301", "HAITÍ"):
        assert count(find(text, language)) == {"HT": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_certain_form_is_found_as_what_it_means(language: str) -> None:
    certain = [form for form in read_gazetteer().forms[language] if form.is_certain]
    assert len(certain) > 500
    wrong = [form.text for form in certain if count(find(form.text, language)) != {form.readings[0].entity: 1}]
    assert wrong == []


@given(text=st.text(st.sampled_from("US-./ OEACANperu Colombia\n¿é")), language=st.sampled_from(LANGUAGES))
def test_any_text_is_searched(text: str, language: str) -> None:
    facets = find(text, language)
    assert all(item.count > 0 for item in (*facets.countries, *facets.organisations))
