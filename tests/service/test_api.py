import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from models.registry import Registry
from models.stored_version import MODEL_FILE
from service.api import create_app
from service.settings import Settings

PORTUGUESE = "A polícia apreendeu quarenta quilos de cocaína no porto e prendeu três homens que não tinham advogado."
FRENCH = "La police a saisi quarante kilos de cocaïne dans le port et arrêté trois hommes qui étaient sur le bateau."
NOT_JUDGED = {
    "empty": ("", "no_text"),
    "white": (" \n\t ", "no_text"),
    "digits": ("2024 1889 77 12.5 % 300", "no_text"),
    "emoji": ("👮🚔🔫💊🌿🤝", "no_text"),
    "punctuation": ("... !!! ¿¿¿ ???", "no_text"),
    "one word": ("police", "too_short"),
    "una palabra": ("policía", "too_short"),
    "portuguese": (PORTUGUESE, "unsupported_language"),
    "french": (FRENCH, "unsupported_language"),
}


def tag(client: TestClient, *documents: dict, **options: object) -> list[dict]:
    answer = client.post("/v1/tag", json={"documents": documents, **options})
    assert answer.status_code == 200, answer.text
    return answer.json()["predictions"]


@pytest.mark.parametrize(("text", "reason"), NOT_JUDGED.values(), ids=NOT_JUDGED.keys())
def test_what_cannot_be_judged_says_why(client: TestClient, text: str, reason: str) -> None:
    (record,) = tag(client, {"id": "a", "text": text})
    assert (record["outcome"], record["reason"]) == ("not_judged", reason)
    assert record["labels"] == record["candidates"] == record["evidence"] == []
    assert record["scores"] == {}


def test_two_megabytes_are_too_large_to_judge(client: TestClient, text: str) -> None:
    (record,) = tag(client, {"id": "a", "text": f"{text} " * (2_000_000 // len(text))})
    assert (record["outcome"], record["reason"]) == ("not_judged", "too_large")


def test_a_record_can_be_defended(client: TestClient, text: str) -> None:
    (record,) = tag(client, {"id": "a", "text": text, "title": "Title"})
    assert record["outcome"] == "tagged"
    assert record["primary"] == record["labels"][0] == "enforcement"
    assert record["scores"].keys() == record["thresholds"].keys() > set(record["labels"])
    assert record["scores"]["enforcement"] >= record["thresholds"]["enforcement"]
    assert record["model_version"] == client.get("/readyz").json()["model_version"]
    for quote in record["evidence"][0]["passages"]:
        assert quote["text"] == f"Title\n\n{text}"[quote["start"] : quote["end"]]


def test_evidence_can_be_left_out(client: TestClient, text: str) -> None:
    (record,) = tag(client, {"id": "a", "text": text}, evidence=False)
    assert record["outcome"] == "tagged"
    assert record["evidence"] == []


@pytest.mark.parametrize(("language", "expected"), [("es", "tagged"), ("en", "none"), ("pt", "not_judged")])
def test_a_stated_language_is_believed(client: TestClient, language: str, expected: str) -> None:
    (record,) = tag(client, {"id": "a", "text": "Agentes allanaron dos talleres", "language": language})
    assert record["language"] == language
    assert (record["outcome"] == "not_judged") == (expected == "not_judged")


def test_a_bad_document_spoils_no_other_and_order_is_kept(client: TestClient, text: str) -> None:
    alone = tag(client, {"id": "good", "text": text})[0]
    bad = [{"id": name, "text": body} for name, (body, _) in NOT_JUDGED.items()]
    documents = [*bad[:4], {"id": "good", "text": text}, *bad[4:], {"id": "again", "text": text}]
    records = tag(client, *documents)
    assert [record["id"] for record in records] == [document["id"] for document in documents]
    together = next(record for record in records if record["id"] == "good")
    assert together | {"tagged_at": ""} == alone | {"tagged_at": ""}
    assert {record["reason"] for record in records if record["id"] in NOT_JUDGED} == {
        reason for _, reason in NOT_JUDGED.values()
    }


def test_a_hundred_documents_are_allowed(client: TestClient, text: str) -> None:
    records = tag(client, *({"id": str(i), "text": text} for i in range(100)))
    assert [record["id"] for record in records] == [str(i) for i in range(100)]


def test_the_service_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"


def test_without_a_model_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert "policy-tagger train" in client.get("/readyz").json()["detail"]


def test_before_it_has_started_it_is_not_ready(home: Path) -> None:
    assert TestClient(create_app(Settings(home=home))).get("/readyz").status_code == 503


def test_a_damaged_model_is_not_served(home: Path, tmp_path: Path) -> None:
    models = shutil.copytree(home / "models", tmp_path / "models")
    (models / Registry(models).current() / MODEL_FILE).write_bytes(b"other bytes")
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "SHA-256" in answer.json()["detail"]


def test_the_api_process_never_imports_training() -> None:
    program = "import sys, json; from service.api import create_app; create_app(); print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert {"service", "models", "corpora"} <= loaded
    assert "training" not in loaded
