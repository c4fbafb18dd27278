import json
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from corpora.database import Database
from corpora.label_store import LabelStore
from service.api import create_app
from service.example_schemas import ExampleIn, ExampleOut
from service.settings import Settings
from tests.conftest import TEXTS
from tests.examples import UNKNOWN_DIGEST, UNKNOWN_ID, body, digest_of, post
from tests.service.test_problems import assert_problem

PREDICTION = {
    "model_version": "20260101T000000-1a2b3c4d",
    "outcome": "tagged",
    "labels": ["prevention"],
    "candidates": [],
    "scores": {"prevention": 0.91},
}


@pytest.mark.parametrize("language", TEXTS)
def test_an_example_is_stored_as_it_was_sent(label_api: TestClient, language: str) -> None:
    more = {"source": "https://example.org/ñ", "comment": "¿sí?", "chosen_by": "random", "prediction": PREDICTION}
    sent = body(TEXTS[language], "prevention enforcement", title="Título", **more)
    answer = label_api.post("/v1/examples", json=sent)
    assert answer.status_code == 201, answer.text
    stored = answer.json()
    assert answer.headers["location"] == f"/v1/examples/{stored['id']}"
    assert "idempotency-replayed" not in answer.headers
    expected = sent | {"language": language, "kind": "correction", "deleted_at": None}
    expected["sha256"] = digest_of(f"{expected.pop('title')}\n\n{expected.pop('text')}")
    assert stored == expected | {"id": stored["id"], "created_at": stored["created_at"]}
    assert label_api.get(answer.headers["location"]).json() == stored
    assert label_api.get("/v1/examples").json() == {"examples": [stored], "next": None}


def test_what_is_not_said_has_its_default(label_api: TestClient) -> None:
    stored = ExampleOut.model_validate_json(
        label_api.post("/v1/examples", json={"text": TEXTS["es"], "labels": []}).text
    )
    assert (stored.author, stored.kind, stored.labels, stored.language) == ("local", "example", [], "es")
    assert stored.source is stored.comment is stored.prediction is stored.chosen_by is None


@pytest.mark.parametrize("example", ExampleIn.model_config["json_schema_extra"]["examples"])
def test_the_examples_of_the_schema_are_taken(label_api: TestClient, example: dict[str, Any]) -> None:
    assert label_api.post("/v1/examples", json=example).status_code == 201


def test_a_language_that_was_stated_is_remembered(label_api: TestClient) -> None:
    assert_problem(label_api.post("/v1/examples", json=body("2030: 1, 2, 3")), 422, "invalid-request")
    post(label_api, "2030: 1, 2, 3", language="es")
    assert post(label_api, "2030: 1, 2, 3", "", author="Eva")["language"] == "es"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (body("La police a arrêté trois hommes et saisi quarante kilos de cocaïne dans le port hier soir."), "en, es"),
        (body(language="fr"), "en, es"),
        (body(labels="policing"), "policing; allowed: enforcement"),
    ],
)
def test_another_language_or_label_is_refused_and_stores_nothing(
    label_api: TestClient, sent: dict[str, Any], says: str
) -> None:
    problem = assert_problem(label_api.post("/v1/examples", json=sent), 422, "invalid-request")
    assert says in problem["detail"]
    assert label_api.get("/v1/examples").json()["examples"] == []


INVALID = {
    "no text": ({"labels": []}, "body/text"),
    "no labels": ({"text": "a"}, "body/labels"),
    "labels are null": (body() | {"labels": None}, "body/labels"),
    "labels repeat": (body(labels="prevention prevention"), "body/labels"),
    "a label is empty": (body() | {"labels": [""]}, "body/labels/0"),
    "blank text": (body(" \n"), "body"),
    "NUL": (body("a\0b"), "body/text"),
    "NUL in the author": (body(author="a\0"), "body/author"),
    "a line break in the author": (body(author="a\nb"), "body/author"),
    "a blank author": (body(author="  "), "body/author"),
    "a long author": (body(author="ñ" * 101), "body/author"),
    "a long text": (body("a" * 1_000_001), "body"),
    "a long comment": (body(comment="ñ" * 4_001), "body/comment"),
    "NUL in the source": (body(source="\0"), "body/source"),
    "an empty source": (body(source=""), "body/source"),
    "no language code": (body(language="español"), "body/language"),
    "no such kind": (body(kind="opinion"), "body/kind"),
    "no such choice": (body(chosen_by="me"), "body/chosen_by"),
    "a correction of nothing": (body(kind="correction"), "body"),
    "half a prediction": (body(prediction={"labels": []}), "body/prediction/model_version"),
    "a probability above 1": (body(prediction=PREDICTION | {"scores": {"prevention": 1.1}}), "body/prediction/scores"),
    "an unknown field": (body(id="a"), "body/id"),
    "an unknown field of a prediction": (body(prediction=PREDICTION | {"x": 1}), "body/prediction/x"),
}


@pytest.mark.parametrize(("sent", "where"), INVALID.values(), ids=INVALID.keys())
def test_what_does_not_fit_is_pointed_at(open_api: TestClient, sent: dict[str, Any], where: str) -> None:
    problem = assert_problem(open_api.post("/v1/examples", json=sent), 422, "invalid-request")
    assert problem["errors"][0]["where"].startswith(where)


@pytest.mark.parametrize("field", ["text", "author", "comment", "source", "title"])
def test_half_a_character_is_refused(open_api: TestClient, field: str) -> None:
    sent = json.dumps(body() | {field: "a\ud800"})
    headers = {"Content-Type": "application/json"}
    problem = assert_problem(open_api.post("/v1/examples", content=sent, headers=headers), 422, "invalid-request")
    assert problem["errors"][0]["where"] == f"body/{field}"


def test_not_a_number_is_no_probability(open_api: TestClient) -> None:
    sent = json.dumps(body(prediction=PREDICTION | {"scores": {"prevention": float("nan")}}))
    headers = {"Content-Type": "application/json"}
    assert_problem(open_api.post("/v1/examples", content=sent, headers=headers), 400, "malformed-body")


def test_another_media_type_is_415(open_api: TestClient) -> None:
    assert_problem(open_api.post("/v1/examples", data={"text": "a"}), 415, "unsupported-media-type")


def test_the_same_request_gets_the_same_answer(label_api: TestClient) -> None:
    headers = {"Idempotency-Key": "boletín-15".encode().hex()}
    first = label_api.post("/v1/examples", json=body(), headers=headers)
    post(label_api, labels="prevention", source="later")
    for sent in (json.dumps(body()), json.dumps(body() | {"title": ""}, indent=3)):
        again = label_api.post("/v1/examples", content=sent, headers=headers | {"Content-Type": "application/json"})
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotency-replayed"] == "true"
    assert len(label_api.get("/v1/examples").json()["examples"]) == 2
    problem = assert_problem(
        label_api.post("/v1/examples", json=body(labels=""), headers=headers), 422, "invalid-request"
    )
    assert "key" in problem["detail"]


@pytest.mark.parametrize("key", ["", "a b", "ñ".encode(), "a" * 129])
def test_a_key_is_short_and_plain(open_api: TestClient, key: str | bytes) -> None:
    answer = open_api.post("/v1/examples", json=body(), headers={"Idempotency-Key": key})
    problem = assert_problem(answer, 422, "invalid-request")
    assert problem["errors"][0]["where"] == "header/Idempotency-Key"


def test_requests_with_one_key_at_once_store_one_example(label_api: TestClient) -> None:
    answers: list[Response] = []

    def send() -> None:
        answers.append(label_api.post("/v1/examples", json=body(), headers={"Idempotency-Key": "k"}))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 5
    assert len(label_api.get("/v1/examples").json()["examples"]) == 1


def test_examples_are_listed_by_page_the_newest_first(label_api: TestClient) -> None:
    stored = [post(label_api, f"{TEXTS['es']} {number}") for number in range(5)]
    found, params = [], {"n": 2}
    for n_found in (2, 2, 1):
        page = label_api.get("/v1/examples", params=params).json()
        assert len(page["examples"]) == n_found
        found += page["examples"]
        params = {"n": 2, "cursor": page["next"]}
    assert page["next"] is None
    assert found == stored[::-1]


def test_examples_are_listed_by_what_they_say(label_api: TestClient) -> None:
    english = post(label_api, TEXTS["en"], "prevention", author="Eva")
    first = post(label_api)
    second = post(label_api, labels="", author="Eva", kind="settlement")

    def ids(**params: str) -> list[str]:
        return [example["id"] for example in label_api.get("/v1/examples", params=params).json()["examples"]]

    assert ids(author="Eva") == [second["id"], english["id"]]
    assert ids(label="prevention") == ids(language="en") == ids(author="Eva", language="en") == [english["id"]]
    assert ids(kind="settlement") == [second["id"]]
    assert ids(state="agreed") == [second["id"], first["id"], english["id"]]
    assert ids(state="disputed") == ids(author="nobody") == []


@pytest.mark.parametrize(
    "query", ["state=open", "n=0", "n=101", "cursor=a", "cursor=0", "cursor=9999999999", "kind=x", "pages=1", "author="]
)
def test_a_filter_that_does_not_fit_is_422(open_api: TestClient, query: str) -> None:
    assert_problem(open_api.get(f"/v1/examples?{query}"), 422, "invalid-request")


def test_an_example_that_was_taken_back_stays_visible(label_api: TestClient) -> None:
    stored = post(label_api)
    path = f"/v1/examples/{stored['id']}"
    for _ in range(2):
        assert label_api.delete(path).status_code == 204
    found = label_api.get(path).json()
    assert found["deleted_at"] >= stored["created_at"]
    assert found | {"deleted_at": None} == stored
    assert label_api.get("/v1/examples").json()["examples"] == []
    text = label_api.get(f"/v1/texts/{stored['sha256']}").json()
    assert (text["state"], text["examples"]) == ("unlabelled", [found])


@pytest.mark.parametrize("path", ["examples", "texts"])
@pytest.mark.parametrize("id", [UNKNOWN_ID, UNKNOWN_DIGEST, "1", "%00", "é" * 32, "A" * 64])
def test_what_is_unknown_is_404(label_api: TestClient, path: str, id: str) -> None:
    for answer in (label_api.get(f"/v1/{path}/{id}"), label_api.delete(f"/v1/{path}/{id}")):
        assert_problem(answer, 404, "not-found")


def test_without_a_model_labels_are_shown_and_not_taken(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        assert_problem(client.post("/v1/examples", json=body()), 503, "not-ready")
        assert client.get("/v1/examples?state=agreed").json() == {"examples": [], "next": None}


def test_without_a_database_the_answer_is_503(open_api: TestClient) -> None:
    open_api.app.state.labels = LabelStore(Database("postgresql://me:secreto@127.0.0.1:1/x"))
    for answer in (open_api.post("/v1/examples", json=body()), open_api.get("/v1/examples")):
        assert "secreto" not in assert_problem(answer, 503, "not-ready")["detail"]


def test_no_log_line_holds_what_was_said(label_api: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    stored = post(label_api, comment="COMENTARIO", source="FUENTE")
    label_api.delete(f"/v1/texts/{stored['sha256']}")
    logged = "".join(capfd.readouterr())
    assert stored["id"] in logged
    assert not [word for word in ("cocaína", "COMENTARIO", "FUENTE", "Ana") if word in logged]
