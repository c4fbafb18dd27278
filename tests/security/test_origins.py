"""What does not fit changes nothing: unknown fields, and what a page of another site has a browser send."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from corpora.database import Database, metadata
from service.api import create_app
from service.settings import Settings
from tests.conftest import TEXTS
from tests.examples import copy_of
from tests.security.routes import fill, json_operations, operations, unsafe_routes
from tests.service.test_problems import assert_problem

UNKNOWN_FIELD = "surprise"
DOCUMENTS = [{"id": language, "text": text} for language, text in TEXTS.items()]
BODIES: dict[str, Any] = {
    "/v1/tag": {"documents": DOCUMENTS},
    "/v1/examples": {"text": TEXTS["es"], "labels": ["enforcement"], "author": "Ana"},
    "/v1/review": {"documents": DOCUMENTS},
    "/v1/training-runs": {"promote": False},
    "/v1/models/{version}/promote": {"reason": "a"},
    "/v1/models/rollback": {"reason": "a"},
}
FORMS = {"/v1/tag/file": {"evidence": "false"}, "/v1/archives": {"evidence": "false"}}
FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "same-site"},
]
pytestmark = pytest.mark.case(9)


@pytest.fixture(scope="module")
def settings(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=copy_of(home, tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def nothing_changes(settings: Settings) -> Iterator[None]:
    """Every table has as many rows after the test, and the same files lie in the home."""
    before = _state_of(settings)
    yield
    assert _state_of(settings) == before


def _state_of(settings: Settings) -> dict[str, Any]:
    database = Database(settings.database)
    with database.read() as connection:
        tables = [name for name in metadata.tables if not name.startswith("served")]
        rows = {name: connection.scalar(select(func.count()).select_from(metadata.tables[name])) for name in tables}
    database.close()
    files = {path for folder in ("jobs", "models") for path in settings.home.glob(f"{folder}/**/*")}
    return {"rows": rows, "files": files}


@pytest.mark.parametrize("depth", ["outer", "inner"])
@pytest.mark.usefixtures("nothing_changes")
def test_an_unknown_field_gets_422_on_every_route(api: TestClient, depth: str, measured: Callable[..., None]) -> None:
    found = json_operations(api.app)
    assert {operation.template for operation in found} == BODIES.keys()
    for operation in found:
        body = BODIES[operation.template]
        if depth == "outer":
            body = body | {UNKNOWN_FIELD: 1}
        elif "documents" in body:
            body = body | {"documents": [document | {UNKNOWN_FIELD: 1} for document in DOCUMENTS]}
        else:
            body = {name: {UNKNOWN_FIELD: value} for name, value in body.items()}
        answer = api.request(operation.method, operation.path.replace("none", "current"), json=body)
        where = [error["where"] for error in assert_problem(answer, 422, "invalid-request")["errors"]]
        assert depth == "inner" or f"body/{UNKNOWN_FIELD}" in where, (operation.path, where)
    measured("routes of JSON that refuse an unknown field", len(found), least=len(BODIES))


def test_the_same_bodies_fit_without_it(api: TestClient) -> None:
    """Only the unknown field is what is wrong with them."""
    for path in ("/v1/tag", "/v1/models/{version}/promote"):
        answer = api.post(fill(path).replace("none", "current"), json=BODIES[path])
        assert answer.status_code != 422, answer.text


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.usefixtures("nothing_changes")
def test_an_unknown_field_of_a_form_gets_422(api: TestClient, path: str) -> None:
    forms = {found.template for found in operations(api.app) if _takes_a_form(found.description)}
    assert forms == FORMS.keys()
    fields = FORMS[path] | {UNKNOWN_FIELD: "1"}
    answer = api.post(path, data=fields, files={"file": ("a.txt", TEXTS["en"].encode())})
    assert assert_problem(answer, 422, "invalid-request")["errors"][0]["where"] == f"body/{UNKNOWN_FIELD}"


@pytest.mark.parametrize("headers", FOREIGN, ids=json.dumps)
@pytest.mark.usefixtures("nothing_changes")
def test_what_another_site_has_a_browser_send_gets_403_on_every_route(
    api: TestClient, headers: dict[str, str], measured: Callable[..., None]
) -> None:
    routes = unsafe_routes(api.app)
    assert routes >= {(found.method, found.path) for found in operations(api.app) if found.method != "GET"}
    assert routes >= {("POST", path) for path in ("/", "/sign-in", "/review", "/archive")}
    for method, path in routes:
        body = BODIES.get(path, {})
        answer = api.request(method, path, headers=headers, json=body)
        assert_problem(answer, 403, "forbidden")
    measured("routes that refuse what another site sends", len(routes))


def _takes_a_form(description: dict[str, Any]) -> bool:
    return "multipart/form-data" in description.get("requestBody", {}).get("content", {})
