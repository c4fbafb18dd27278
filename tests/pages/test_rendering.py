"""What a finding of each kind looks like to a reader."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from corpora.corpus import SHIPPED
from corpora.document import Document, Note, NoteCode, Reason
from corpora.taxonomy import read_taxonomy
from models.decision import Outcome
from models.facets import CountryCount, OrganisationCount
from models.record import TagRecord, Term
from service.clients import LOCAL
from service.pages.findings import to_finding
from service.pages.languages import read_catalogue
from service.pages.rendering import make_environment
from service.pages.words import NOTES, OUTCOMES, PROBLEMS, REASONS
from service.problems import TYPES
from tests.pages.test_findings import DOCUMENT, RECORD
from tests.pages.test_tag_page import plain, verdicts

LANGUAGES = ("en", "es")


def draw(record: TagRecord, language: str, document: Document = DOCUMENT) -> str:
    template = make_environment(language, read_catalogue(language)).get_template("findings.html")
    finding = to_finding(document, record, read_taxonomy(SHIPPED / "labels.json"), language)
    words = {"outcomes": OUTCOMES, "reasons": REASONS, "notes": NOTES}
    return template.render(findings=[finding], error="", client=LOCAL, is_signed_in=False, **words)


def shown(record: TagRecord, language: str) -> str:
    return " ".join(plain(draw(record, language)).split())


def test_there_are_words_for_all_that_can_be_said() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(REASONS) == set(Reason)
    assert set(NOTES) == set(NoteCode)
    assert set(PROBLEMS) == set(TYPES)


@pytest.mark.parametrize(
    ("language", "verdict"),
    [
        ("en", "Uncertain: a person should look: A Enforcement"),
        ("es", "En duda: debe verlo una persona: A Aplicación de la ley"),
    ],
)
def test_labels_in_question_are_named_but_not_given(language: str, verdict: str) -> None:
    page = draw(replace(RECORD, outcome=Outcome.UNCERTAIN, labels=(), candidates=("enforcement",)), language)
    assert verdicts(page) == [verdict]
    state = {"en": "in question", "es": "posible"}[language]
    assert re.findall('<b class="state">(.*?)</b>', page) == [state]


@pytest.mark.parametrize(("language", "verdict"), [("en", "None of the labels"), ("es", "Ninguna de las etiquetas")])
def test_none_is_said_with_all_probabilities(language: str, verdict: str) -> None:
    page = draw(replace(RECORD, outcome=Outcome.NONE, labels=(), evidence=()), language)
    assert verdicts(page) == [verdict]
    assert page.count('class="number"') == 4
    assert "<mark" not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_what_was_not_judged_says_why_and_what_to_do_and_asks_for_nothing(reason: Reason, language: str) -> None:
    record = replace(
        RECORD, outcome=Outcome.NOT_JUDGED, reason=reason, labels=(), scores={}, thresholds={}, evidence=()
    )
    page = draw(record, language)
    gettext = read_catalogue(language).gettext
    assert gettext(REASONS[reason].heading) in page
    assert gettext(REASONS[reason].advice) in page
    assert not re.search('class="number"|/corrections|/to-review', page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_of_several_labels_shows_all_of_them_by_letter_and_name(language: str) -> None:
    page = draw(RECORD, language)
    (passage,) = re.findall(r"<mark id=.document-1-8. .*?</mark>", page)
    assert 'class="s1 shared s0-too"' in passage
    names = {"en": "[Prevention, Enforcement: ", "es": "[Prevención, Aplicación de la ley: "}
    assert plain(passage) == f"{names[language]}BAPolicía]"
    assert re.findall(rf'<span class="page" lang="{language}">(.*?)</span>', page) == ["p. 1", "p. 2"]
    assert f'<span class="away" lang="{language}">[' in passage


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_keep_the_language_of_the_document(language: str) -> None:
    page = draw(RECORD, language)
    assert re.findall(r'<p lang="(\w*)">', page) == ["es", "es", "es"]
    assert '<div class="document" lang="es">' in page


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“Un tratado.” (a, Boletín, 2014, p. 2; characters 39–50 of the text with SHA-256 " + "0" * 64 + ")"),
        ("es", "«Un tratado.» (a, Boletín, 2014, p. 2; caracteres 39–50 del texto con SHA-256 " + "0" * 64 + ")"),
    ],
)
def test_a_quote_is_copied_with_all_that_finds_it_again(language: str, expected: str) -> None:
    evidence = RECORD.evidence[1]
    quote = replace(evidence.passages[1], page=2)
    record = replace(
        RECORD, source="Boletín", date="2014", evidence=(replace(evidence, passages=(quote,)),), labels=("enforcement",)
    )
    assert re.findall('data-copy="(.*?)"', draw(record, language)) == [expected]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("extradición+1.50", "orden−0.25", "Brazil 3", "Organization of American States 1", "El 1 de mayo")),
        ("es", ("extradición+1,50", "orden−0,25", "Brasil 3", "Organización de los Estados Americanos 1", "El 1")),
    ],
)
def test_terms_facets_and_notes_are_shown(language: str, expected: tuple[str, ...]) -> None:
    terms = (Term("extradición", 1.5), Term("orden", -0.25))
    record = replace(
        RECORD,
        evidence=(replace(RECORD.evidence[0], terms=terms),),
        countries=(CountryCount("BR", 3),),
        organisations=(OrganisationCount("oas", 1),),
        notes=(Note(NoteCode.LEFT_OUT, "El 1 de mayo"),),
    )
    text = shown(record, language)
    assert [part for part in expected if part not in text] == []


def test_a_page_and_a_part_of_it_are_kept_apart(client: TestClient) -> None:
    assert client.get("/help").headers["vary"] == "HX-Request"


def test_a_problem_on_a_page_has_the_headers_of_the_problem(client: TestClient) -> None:
    answer = client.put("/help", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert "<html" in answer.text
