import html
import json
import re

import pytest
from starlette.testclient import TestClient

from corpora.annotation import Annotation, Kind
from corpora.database import Database
from corpora.document import digest_text
from corpora.label_store import LabelStore
from service.example_schemas import MOST_SOURCE_CHARACTERS
from service.keys import Keys
from service.review_pool import ReviewPool
from service.scopes import Scope
from tests.conftest import TEXTS
from tests.pages.test_signing import sign_in

PART = {"HX-Request": "true"}
DONE = {"en": ("Stored.", "Sent."), "es": ("Guardado.", "Enviado.")}


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """What the form of an action carries."""
    (form,) = re.findall(rf'<form[^>]* action="{action}".*?</form>', page, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in fields}


def history(database: Database, text: str) -> list[Annotation]:
    return LabelStore(database).history(digest_text(text))


@pytest.mark.parametrize("language", TEXTS)
def test_a_correction_is_stored_with_what_it_corrects(site: TestClient, database: Database, language: str) -> None:
    text = f"{TEXTS[language]}\n\n <b>Ñandú</b> & \t más"
    page = site.post("/", data={"text": text.replace("\n", "\r\n")}, params={"lang": language}).text
    said = {"label": ["enforcement", "prevention"], "main": "prevention", "author": "Ana", "comment": "¿No?"}
    answer = site.post("/corrections", data=hidden_fields(page, "/corrections") | said, headers=PART)
    assert (answer.status_code, "<html" in answer.text) == (200, False)
    assert DONE[language][0] in answer.text
    (stored,) = history(database, text)
    assert (stored.author, stored.kind, stored.language) == ("Ana", Kind.CORRECTION, language)
    assert (stored.labels, stored.comment) == (("prevention", "enforcement"), "¿No?")
    assert stored.prediction["labels"] == ["enforcement"]


def test_a_form_that_is_sent_twice_stores_once(site: TestClient, database: Database) -> None:
    text = TEXTS["en"]
    fields = hidden_fields(site.post("/", data={"text": text}).text, "/corrections") | {"author": "Ana"}
    assert [site.post("/corrections", data=fields).status_code for _ in range(2)] == [200, 200]
    (stored,) = history(database, text)
    assert stored.labels == ()


def test_who_signed_in_is_the_author(site: TestClient, database: Database) -> None:
    text = TEXTS["es"]
    _, secret = Keys(database).create("ana", [Scope.TAG, Scope.LABEL])
    sign_in(site, secret)
    page = site.post("/", data={"text": text}).text
    assert 'name="author"' not in page
    assert site.post("/corrections", data=hidden_fields(page, "/corrections")).status_code == 200
    assert [stored.author for stored in history(database, text)] == ["ana"]
    forged = hidden_fields(page, "/corrections") | {"author": "eva", "key": ""}
    assert site.post("/corrections", data=forged).status_code == 403


def test_a_key_that_may_not_label_gets_no_buttons_and_no_say(site: TestClient, database: Database) -> None:
    _, secret = Keys(database).create("ana", [Scope.TAG])
    sign_in(site, secret)
    page = site.post("/", data={"text": TEXTS["en"]}).text
    assert "Tagged" in page
    assert not re.search("/corrections|/to-review", page)
    assert site.post("/corrections", data={"document": "{}"}).status_code == 403
    assert site.post("/to-review", data={"document": "{}"}).status_code == 403


@pytest.mark.parametrize("language", TEXTS)
def test_a_document_is_sent_to_review(site: TestClient, database: Database, language: str) -> None:
    page = site.post("/", data={"text": TEXTS[language], "title": "Título"}, params={"lang": language}).text
    answer = site.post("/to-review", data=hidden_fields(page, "/to-review"))
    assert answer.status_code == 200
    assert DONE[language][1] in answer.text
    pool = ReviewPool(database)
    assert pool.size().n == 1
    assert pool.withdraw(digest_text(f"Título\n\n{TEXTS[language]}"))


@pytest.mark.parametrize("path", ["/corrections", "/to-review"])
@pytest.mark.parametrize(
    ("document", "status"),
    [("", 400), ("[]", 400), ("{", 400), ("[" * 100_000, 400), ("{}", 422), ('{"text": 1}', 422)],
    ids=["nothing", "list", "broken", "nested", "empty", "wrong"],
)
def test_a_form_that_was_tampered_with_is_refused(client: TestClient, path: str, document: str, status: int) -> None:
    data = {"id": "a", "document": document, "author": "Ana", "label": "enforcement"}
    assert client.post(path, data=data).status_code == status


def test_a_text_that_was_erased_is_not_taken_again(site: TestClient, database: Database) -> None:
    text = TEXTS["es"]
    fields = hidden_fields(site.post("/", data={"text": text}).text, "/corrections") | {"author": "Ana"}
    site.post("/corrections", data=fields)
    LabelStore(database).erase(digest_text(text))
    answer = site.post("/corrections", data=fields | {"key": ""})
    assert answer.status_code == 410
    assert "was erased" in answer.text


def test_a_document_with_a_path_longer_than_an_id_may_be_sent_to_review(site: TestClient, database: Database) -> None:
    document = json.dumps({"text": TEXTS["es"], "language": "es"})
    answer = site.post("/to-review", data={"id": "archivo.zip/" + "carpeta/" * 30 + "a.pdf", "document": document})
    assert answer.status_code == 200
    assert ReviewPool(database).size().n == 1


def test_a_source_that_is_too_long_is_cut(site: TestClient, database: Database) -> None:
    document = json.dumps({"text": TEXTS["es"], "language": "es", "source": "x" * 3_000, "prediction": None})
    data = {"document": document, "author": "Ana", "label": "enforcement"}
    assert site.post("/corrections", data=data).status_code == 200
    (stored,) = history(database, TEXTS["es"])
    assert stored.source == "x" * MOST_SOURCE_CHARACTERS
