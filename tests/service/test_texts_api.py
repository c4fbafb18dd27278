from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from tests.conftest import TEXTS
from tests.examples import body, digest_of, post
from tests.service.test_problems import assert_problem


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_shows_where_it_stands_and_its_history(label_api: TestClient, language: str) -> None:
    history = [
        post(label_api, TEXTS[language], source="A"),
        post(label_api, TEXTS[language], "", author="Eva"),
        post(label_api, TEXTS[language], "prevention", author="Eva"),
    ]
    path = f"/v1/texts/{digest_of(TEXTS[language])}"
    found = label_api.get(path).json()
    assert (found["text"], found["language"], found["source"]) == (TEXTS[language], language, "A")
    assert (found["state"], found["erased_at"]) == ("disputed", None)
    assert found["examples"] == [example | {"source": "A"} for example in history]
    post(label_api, TEXTS[language], "prevention", kind="settlement")
    assert label_api.get(path).json()["state"] == "agreed"


def test_one_persons_labels_are_quarantined_beyond_what_the_version_that_serves_took(
    label_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = label_api.app.state.serving.tagger
    manifest = replace(tagger.manifest, people={"weight": 2.0, "most_weight_per_author": 2.0})
    monkeypatch.setattr(tagger, "manifest", manifest)
    for text in TEXTS.values():
        post(label_api, text)
    states = [label_api.get(f"/v1/texts/{digest_of(text)}").json()["state"] for text in TEXTS.values()]
    assert states == ["agreed", "quarantined"]
    (listed,) = label_api.get("/v1/examples?state=quarantined").json()["examples"]
    assert listed["sha256"] == digest_of(TEXTS["es"])


def test_an_erased_text_is_gone_for_good(label_api: TestClient) -> None:
    headers = {"Idempotency-Key": "k"}
    sent = body(source="A", comment="quotes it")
    stored = label_api.post("/v1/examples", json=sent, headers=headers).json()
    path = f"/v1/texts/{stored['sha256']}"
    for _ in range(2):
        assert label_api.delete(path).status_code == 204
    found = label_api.get(path).json()
    assert (found["text"], found["source"], found["state"]) == (None, None, "erased")
    assert found["erased_at"] >= found["created_at"]
    assert found["examples"] == [stored | {"source": None, "comment": None}]
    for answer in (
        label_api.post("/v1/examples", json=sent, headers=headers),
        label_api.post("/v1/examples", json=body()),
    ):
        problem = assert_problem(answer, 410, "erased")
        assert TEXTS["es"] not in problem["detail"]


def test_agreement_is_told_by_label_and_pair_with_the_texts_in_dispute(label_api: TestClient) -> None:
    answers = [("enforcement", "enforcement"), ("", "enforcement"), ("", ""), ("", "")]
    for number, (ana, eva) in enumerate(answers):
        post(label_api, f"{TEXTS['es']} {number}", ana)
        post(label_api, f"{TEXTS['es']} {number}", eva, author="Eva")
    found = label_api.get("/v1/agreement").json()
    pairs = {pair["label"]: pair for pair in found["pairs"]}
    assert len(pairs) == 4
    expected = {"label": "enforcement", "authors": ["Ana", "Eva"], "n_texts": 4, "n_agreed": 3, "kappa": 0.5}
    assert pairs["enforcement"] == expected
    assert pairs["prevention"]["kappa"] is None
    assert found["disputed"] == [
        {"sha256": digest_of(f"{TEXTS['es']} 1"), "labels": {"Ana": [], "Eva": ["enforcement"]}}
    ]
