import re

import pytest
from starlette.testclient import TestClient

from corpora.annotation import Kind
from corpora.database import Database
from service.keys import Keys
from service.pages.agreement_page import MOST_DISPUTES
from service.scopes import Scope
from tests.conftest import TEXTS
from tests.pages.test_review_page import fields_of, fill, history, open_review, press, several
from tests.pages.test_signing import sign_in
from tests.pages.test_tag_page import plain, shown_text

AGREE = {"en": "Disagreements: 1", "es": "Desacuerdos: 1"}
NOT_ESTIMATED = {"en": "Not estimated: nobody", "es": "Sin estimar: nadie"}


def dispute(site: TestClient, text: str, said: dict[str, str] | None = None) -> None:
    for author, labels in (said or {"Ana": "enforcement", "Eva": "prevention"}).items():
        body = {"author": author, "text": text, "labels": labels.split(), "language": "es"}
        assert site.post("/v1/examples", json=body).status_code == 201


@pytest.mark.parametrize("language", TEXTS)
def test_disagreements_are_shown_and_settled(swift_site: TestClient, database: Database, language: str) -> None:
    dispute(swift_site, TEXTS["es"])
    dispute(swift_site, TEXTS["en"], {"Ana": "enforcement", "Eva": "enforcement"})
    page = swift_site.get("/review/agreement", params={"lang": language, "reviewer": "Ida & Eva"}).text
    assert AGREE[language] in page
    assert 'href="/review?reviewer=Ida%20%26%20Eva"' in page
    assert shown_text(page) == TEXTS["es"]
    assert re.findall(r"<td>(\d)</td>\s*<td>(\d)</td>", page)[:2] == [("2", "1"), ("2", "1")]
    kappa = {"en": "0.00", "es": "0,00"}[language]
    assert f"<td>{kappa}</td>" in page
    fields = fields_of(page) | {"author": "Ida", "label": ["prevention", "enforcement"], "main": "prevention"}
    asked = swift_site.post("/review/agreement", data=fields | {"label": []})
    assert (asked.status_code, 'role="alert"' in asked.text) == (200, True)
    answer = swift_site.post("/review/agreement", data=fields)
    assert answer.status_code == 303
    *_, settled = history(database, TEXTS["es"])
    assert (settled.author, settled.kind) == ("Ida", Kind.SETTLEMENT)
    assert settled.labels == ("prevention", "enforcement")
    assert AGREE[language].replace("1", "0") in swift_site.get(answer.headers["location"]).text


def test_only_an_admin_settles(site: TestClient, database: Database) -> None:
    dispute(site, TEXTS["es"])
    fields = fields_of(site.get("/review/agreement").text) | {"label": "enforcement"}
    _, secret = Keys(database).create("ana", [Scope.LABEL])
    sign_in(site, secret)
    page = site.get("/review/agreement").text
    assert "scope admin" in page
    assert 'action="/review/agreement"' not in page
    assert site.post("/review/agreement", data=fields).status_code == 403
    assert len(history(database, TEXTS["es"])) == 2


def test_many_disagreements_are_shown_some_at_a_time(swift_site: TestClient) -> None:
    for text in several(MOST_DISPUTES + 1):
        dispute(swift_site, text)
    page = swift_site.get("/review/agreement").text
    assert page.count('<article class="dispute"') == MOST_DISPUTES
    assert f"The first {MOST_DISPUTES} are shown" in page


@pytest.mark.parametrize("language", TEXTS)
def test_quality_is_estimated_from_the_random_sample_or_said_not_to_be(swift_site: TestClient, language: str) -> None:
    fill(swift_site, TEXTS["es"], TEXTS["en"])
    assert NOT_ESTIMATED[language] in swift_site.get("/review/agreement", params={"lang": language}).text
    page = open_review(swift_site)
    for _ in range(2):
        page = press(swift_site, page, label="enforcement").text
    quality = plain(swift_site.get("/review/agreement", params={"lang": language}).text)
    interval = {"en": "100.0% (34.2–100.0%)", "es": "100,0\xa0% (34,2–100,0\xa0%)"}[language]
    assert interval in quality
    assert {"en": "not estimated", "es": "sin estimar"}[language] in quality
