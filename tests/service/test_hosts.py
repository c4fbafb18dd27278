from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from service.api import create_app
from service.hosts import FOR_OPERATION
from service.settings import Settings
from tests.service.test_problems import assert_problem

OURS = ("127.0.0.1:8000", "[::1]:8000", "localhost", "LOCALHOST:80", "tagger:8000", "192.0.2.4")
OTHERS = ("elsewhere.example", "elsewhere.example:8000", "127.0.0.1.elsewhere.example", "localhost.elsewhere.example")


def api(tmp_path: Path, **settings: Any) -> TestClient:
    return TestClient(create_app(Settings(home=tmp_path, **settings)))


def ask(api: TestClient, host: str, path: str = "/help") -> Response:
    return api.get(path, headers={"Host": host})


@pytest.mark.parametrize("settings", [{}, {"host": "0.0.0.0", "open": True}])
def test_where_no_key_may_be_needed_a_name_that_others_own_is_refused(tmp_path: Path, settings: dict) -> None:
    client = api(tmp_path, **settings)
    assert [host for host in OURS if ask(client, host).status_code != 200] == []
    for host in OTHERS:
        assert "allowed_hosts" in assert_problem(ask(client, host), 421, "unknown-host")["detail"]


def test_where_keys_are_needed_every_name_is_served(tmp_path: Path) -> None:
    client = api(tmp_path, host="0.0.0.0")
    assert {ask(client, host).status_code for host in OURS + OTHERS} == {200}


@pytest.mark.parametrize(
    ("allowed", "host", "expected"),
    [
        ("tagger.example.org", "tagger.example.org:443", 200),
        ("tagger.example.org", "Tagger.Example.Org", 200),
        ("tagger.example.org", "x.tagger.example.org", 421),
        ("tagger.example.org", "127.0.0.1", 421),
        ("a.example, localhost", "localhost:8000", 200),
        ("*.example.org", "tagger.example.org", 200),
        ("*.example.org", "example.org", 421),
        ("*.example.org", "elsewhereexample.org", 421),
        ("*", "elsewhere.example", 200),
    ],
)
def test_names_that_the_operator_gave_are_served_and_no_others(
    tmp_path: Path, allowed: str, host: str, expected: int
) -> None:
    assert ask(api(tmp_path, allowed_hosts=allowed, open=True), host).status_code == expected


@pytest.mark.parametrize("path", FOR_OPERATION)
def test_who_watches_the_service_may_use_any_name(tmp_path: Path, path: str) -> None:
    assert ask(api(tmp_path), "elsewhere.example", path).status_code in (200, 503)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This address is not served here"), ("es", "Esta dirección no se sirve aquí")]
)
def test_a_browser_is_told_on_a_page(tmp_path: Path, language: str, words: str) -> None:
    headers = {"Host": "elsewhere.example", "Accept": "text/html", "Accept-Language": language}
    page = api(tmp_path).get("/help", headers=headers)
    assert (page.status_code, words in page.text) == (421, True)
