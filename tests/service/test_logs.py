import json
import logging
import logging.config
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.api import create_app
from service.logs import logging_config
from service.settings import Settings

SECRETS = {
    "en": "Nightingale the informer met customs officers at the harbour on Tuesday.",
    "es": "El informante Ruiseñor se reunió con agentes de aduanas en el puerto el martes.",
}


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_no_text_of_a_document_is_logged(home: Path, capsys: pytest.CaptureFixture[str], secret: str) -> None:
    app = create_app(Settings(home=home, log_level="DEBUG"))

    @app.post("/failing")
    def failing(body: dict) -> None:
        raise ValueError(f"cannot tag {body['text']}")

    with TestClient(app) as client:
        for document in ({"id": "a", "text": secret}, {"id": secret, "text": secret, "more": secret}, {}):
            client.post("/v1/tag", json={"documents": [document]})
        client.post("/v1/tag", content=secret.encode(), headers={"Content-Type": "application/json"})
        client.post("/failing", json={"text": secret})
    logged = capsys.readouterr().err
    assert [line["status"] for line in lines(logged) if line["event"] == "request"] == [200, 422, 422, 400, 500]
    assert secret.split()[2] not in logged
    assert "failing" in logged


def test_a_request_is_a_line_with_its_id(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with TestClient(create_app(Settings(home=home))) as client:
        client.get("/healthz", headers={"X-Request-ID": "r-7"})
    line = lines(capsys.readouterr().err)[-1]
    assert line["request_id"] == "r-7"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/healthz", 200)
    assert line["milliseconds"] >= 0
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(("level", "expected"), [("DEBUG", True), ("INFO", True), ("WARNING", False)])
def test_lines_below_the_level_are_left_out(
    home: Path, capsys: pytest.CaptureFixture[str], level: str, expected: bool
) -> None:
    with TestClient(create_app(Settings(home=home, log_level=level))) as client:
        client.get("/healthz")
    assert bool(capsys.readouterr().err) == expected


def test_what_libraries_log_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    handlers, level = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(logging_config("INFO"))
        try:
            int("text of a document")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("failed %d times", 2)
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
    (line,) = lines(capsys.readouterr().err)
    assert (line["event"], line["level"]) == ("failed 2 times", "error")
    assert line["exception"][0] == "ValueError"
    assert "text of a document" not in str(line)
