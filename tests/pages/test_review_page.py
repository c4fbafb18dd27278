import html
import json
import re
from copy import copy
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from corpora.annotation import Annotation, ChosenBy, Kind
from corpora.database import Database
from corpora.document import digest_text
from corpora.label_store import LabelStore
from corpora.taxonomy import Taxonomy
from service.erasure import erase_text
from service.keys import Keys
from service.review_pool import ReviewPool
from service.scopes import Scope
from tests.conftest import TEXTS
from tests.pages.test_signing import sign_in
from tests.pages.test_tag_page import HOSTILE, shown_text

PART = {"HX-Request": "true"}
EMPTY = {"en": "The review queue is empty", "es": "La cola de revisión está vacía"}
NOTHING_LEFT = {"en": "Nothing is left for you", "es": "No queda nada para usted"}
CHOOSE_FIRST = {"en": "Tick a label first", "es": "Marque antes una etiqueta"}
YOUR_NAME = {"en": "Your name", "es": "Su nombre"}
ANSWERED = {"en": "1 answered in this sitting", "es": "Respondidos en esta sesión: 1"}


def fill(site: TestClient, *texts: str) -> None:
    """Put texts into the pool."""
    documents = [{"id": f"doc-{place}", "text": text} for place, text in enumerate(texts)]
    answer = site.post("/v1/review", json={"documents": documents})
    assert answer.json()["pooled"] == len(texts), answer.text


def several(n: int) -> list[str]:
    return [f"{TEXTS['es' if place % 2 else 'en']} {place}." for place in range(n)]


def open_review(site: TestClient, reviewer: str = "Ana", language: str = "en") -> str:
    answer = site.get("/review", params={"reviewer": reviewer, "lang": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def fields_of(page: str) -> dict[str, str]:
    """What the form carries on."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def press(site: TestClient, page: str, button: str = "accept", **said: Any) -> Response:
    return site.post("/review", data=fields_of(page) | {"press": button} | said, headers=PART)


def history(database: Database, text: str) -> list[Annotation]:
    return LabelStore(database).history(digest_text(text))


def ticked(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="\w+" value="(\w+)"[^>]* checked', page)


@pytest.mark.parametrize("language", TEXTS)
def test_who_reviews_says_a_name_first_where_nobody_signs_in(swift_site: TestClient, language: str) -> None:
    page = swift_site.get("/review", headers={"Accept-Language": language}).text
    assert YOUR_NAME[language] in page
    assert "answering" not in page
    assert 'role="alert"' in swift_site.get("/review", params={"reviewer": "a" * 101}).text
    answer = swift_site.post("/review", data={"press": "accept"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")


@pytest.mark.parametrize("language", TEXTS)
def test_an_answer_is_stored_with_what_was_shown(swift_site: TestClient, database: Database, language: str) -> None:
    text = f"{TEXTS[language]}\n\nÑandú & <b>más</b>"
    fill(swift_site, text)
    page = open_review(swift_site, "Ana Núñez", language)
    assert shown_text(page) == text
    assert ticked(page) == ["enforcement"]
    assert '<mark id="item-0" class="s0">' in page
    said = {"label": ["enforcement", "prevention"], "main": "prevention", "comment": "¿No?"}
    after = press(swift_site, page, **said)
    assert (after.status_code, "<html" in after.text) == (200, False)
    assert ANSWERED[language] in after.text
    assert NOTHING_LEFT[language] in after.text
    (stored,) = history(database, text)
    assert (stored.author, stored.kind, stored.language) == ("Ana Núñez", Kind.CORRECTION, language)
    assert (stored.labels, stored.comment) == (("prevention", "enforcement"), "¿No?")
    assert stored.chosen_by in ChosenBy
    assert stored.prediction["labels"] == ["enforcement"]


def test_none_of_the_labels_is_an_answer_too(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, TEXTS["es"])
    press(swift_site, open_review(swift_site), none="true")
    assert [stored.labels for stored in history(database, TEXTS["es"])] == [()]


@pytest.mark.parametrize("said", [{}, {"none": "true", "label": "enforcement"}])
@pytest.mark.parametrize("language", TEXTS)
def test_who_says_nothing_or_both_is_asked_again(
    swift_site: TestClient, database: Database, language: str, said: dict[str, str]
) -> None:
    fill(swift_site, TEXTS[language])
    page = open_review(swift_site, language=language)
    again = press(swift_site, page, **said)
    assert again.status_code == 200
    assert CHOOSE_FIRST[language] in again.text
    assert fields_of(again.text)["digest"] == fields_of(page)["digest"]
    assert history(database, TEXTS[language]) == []


def test_a_form_that_is_sent_twice_stores_once(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, TEXTS["en"])
    page = open_review(swift_site)
    answers = [press(swift_site, page, label="prevention") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert fields_of(answers[0].text)["sitting"] == fields_of(answers[1].text)["sitting"]
    assert len(history(database, TEXTS["en"])) == 1


@pytest.mark.parametrize("language", TEXTS)
def test_what_was_skipped_does_not_come_again_in_the_sitting(
    swift_site: TestClient, database: Database, language: str
) -> None:
    texts = several(3)
    fill(swift_site, *texts)
    page, seen = open_review(swift_site, language=language), []
    for _ in texts:
        seen.append(fields_of(page)["digest"])
        page = press(swift_site, page, "skip").text
    assert sorted(seen) == sorted(map(digest_text, texts))
    assert NOTHING_LEFT[language] in page
    assert 'href="/review?reviewer=Ana"' in page
    assert all(history(database, text) == [] for text in texts)
    assert fields_of(press(swift_site, page, "undo").text)["digest"] == seen[-1]


def test_undo_takes_the_answer_back_and_shows_what_was_ticked(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, *several(2))
    first = open_review(swift_site)
    second = press(swift_site, first, label=["prevention", "drug_policy_reform"], main="drug_policy_reform").text
    assert fields_of(second)["digest"] != fields_of(first)["digest"]
    back = press(swift_site, second, "undo").text
    assert fields_of(back)["digest"] == fields_of(first)["digest"]
    assert ticked(back) == ["prevention", "drug_policy_reform"]
    assert re.search(r'name="main" value="drug_policy_reform" checked', back)
    assert json.loads(fields_of(back)["sitting"]) == {"n_labelled": 0, "steps": []}
    assert LabelStore(database).standings() == {}
    assert 'value="undo"' not in back


def test_undo_goes_on_where_the_document_is_gone(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, *several(2))
    first = open_review(swift_site)
    second = press(swift_site, first, label="prevention").text
    erase_text(LabelStore(database), fields_of(first)["digest"])
    back = press(swift_site, second, "undo").text
    assert fields_of(back)["digest"] == fields_of(second)["digest"]
    assert LabelStore(database).standings() == {}


def test_whoever_signed_in_reviews_under_that_name(site: TestClient, database: Database) -> None:
    fill(site, TEXTS["es"])
    _, secret = Keys(database).create("ana", [Scope.LABEL])
    sign_in(site, secret)
    page = open_review(site, "Eva")
    press(site, page, label="enforcement", reviewer="Eva")
    assert [stored.author for stored in history(database, TEXTS["es"])] == ["ana"]


def test_a_key_that_may_not_label_is_kept_out(site: TestClient, database: Database) -> None:
    _, secret = Keys(database).create("ana", [Scope.TAG])
    sign_in(site, secret)
    assert site.get("/review").status_code == site.get("/review/agreement").status_code == 403
    assert site.post("/review", data={}).status_code == 403
    assert 'href="/review"' not in site.get("/").text


def test_an_answer_to_what_is_gone_is_not_stored_and_says_so(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, TEXTS["es"])
    page = open_review(swift_site)
    erase_text(LabelStore(database), digest_text(TEXTS["es"]))
    after = press(swift_site, page, label="enforcement")
    assert "was not stored" in after.text
    assert history(database, TEXTS["es"]) == []
    assert "erased" not in press(swift_site, after.text, "undo").text


def test_an_answer_to_older_tags_is_asked_again(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, TEXTS["es"])
    again = press(swift_site, open_review(swift_site), label="prevention", version="20250101T000000-00000000")
    assert "tagged by another model version" in again.text
    assert ticked(again.text) == ["prevention"]
    assert history(database, TEXTS["es"]) == []


@pytest.mark.parametrize("language", TEXTS)
def test_an_empty_pool_says_how_it_is_filled(bare_site: TestClient, swift_site: TestClient, language: str) -> None:
    page = open_review(swift_site, language=language)
    assert EMPTY[language] in page
    assert "POST /v1/review" in page
    assert bare_site.get("/review", params={"reviewer": "Ana"}).status_code == 503


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": "x"},
        {"chosen_by": "whim"},
        {"sitting": "{"},
        {"sitting": '{"steps": [{"digest": "\'", "chosen_by": "random"}]}'},
        {"press": "delete"},
        {"label": "unknown", "none": ""},
        {"comment": "a\0"},
        {"key": "a\0"},
        {"key": "ñ"},
        {"key": "k" * 129},
    ],
)
def test_a_form_that_was_tampered_with_is_refused(swift_site: TestClient, fields: dict[str, str]) -> None:
    fill(swift_site, TEXTS["es"])
    said = {"label": "enforcement"} | fields
    answer = press(swift_site, open_review(swift_site), **{"button": fields.get("press", "accept")} | said)
    assert 'role="alert"' in answer.text
    assert "Please check the form" in answer.text


def test_hostile_texts_names_and_comments_are_shown_as_text(swift_site: TestClient) -> None:
    text = f"{TEXTS['en']}\n" + "\n".join(HOSTILE)
    fill(swift_site, text)
    page = open_review(swift_site, HOSTILE[0])
    assert shown_text(page) == text
    press(swift_site, page, label="enforcement", comment=HOSTILE[1])
    press(swift_site, open_review(swift_site, HOSTILE[1]), label="prevention")
    agreement = swift_site.get("/review/agreement").text
    for shown in (page, agreement):
        assert "<img" not in shown
        assert not re.search(r"<script(?! src=\"/static/)", shown)
        assert html.escape(HOSTILE[3], quote=False).split('"')[1] in shown
    assert html.escape(HOSTILE[1], quote=True).replace("&quot;", "&#34;") in agreement


def test_a_document_is_found_in_the_pool_until_it_is_withdrawn(swift_site: TestClient, database: Database) -> None:
    fill(swift_site, TEXTS["es"])
    pool, digest = ReviewPool(database), digest_text(TEXTS["es"])
    found = pool.find(digest, ChosenBy.COMPETING)
    assert (found.text, found.chosen_by) == (TEXTS["es"], ChosenBy.COMPETING)
    pool.withdraw(digest)
    assert pool.find(digest, ChosenBy.RANDOM) is None


def test_a_document_quoted_for_a_label_that_is_no_more_is_shown(swift_site: TestClient) -> None:
    answer = swift_site.post("/v1/review", json={"documents": [{"id": "a", "text": TEXTS["en"]}]})
    assert answer.json()["pooled"] == 1
    serving = swift_site.app.state.serving
    kept = serving.tagger
    serving.tagger = other = copy(kept)
    other.model = replace(kept.model, taxonomy=Taxonomy(kept.model.taxonomy.labels[1:]))
    try:
        page = swift_site.get("/review", params={"reviewer": "Ana"})
    finally:
        serving.tagger = kept
    assert page.status_code == 200
    assert TEXTS["en"][:20] in page.text
