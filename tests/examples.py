"""The API over labels of a test's own, asked by everybody or by people with keys, and examples to send."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from corpora.database import Database
from corpora.label_store import LabelStore
from service.api import create_app
from service.example_schemas import ExampleOut
from service.keys import Keys
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS

UNKNOWN_ID, UNKNOWN_DIGEST = "0" * 32, "0" * 64


def copy_of(home: Path, folder: Path) -> Path:
    shutil.copytree(home / "models", folder / "models")
    return folder


@pytest.fixture(scope="session")
def open_api(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API with the tiny version and no key made."""
    settings = Settings(home=copy_of(home, tmp_path_factory.mktemp("home")))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def label_api(open_api: TestClient, database: Database) -> TestClient:
    """The same over labels of our own, in a database of either kind."""
    open_api.app.state.labels = LabelStore(database)
    return open_api


@pytest.fixture(scope="session")
def keyed_api(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """The API where keys were made, and the keys by name."""
    settings = Settings(home=copy_of(home, tmp_path_factory.mktemp("home")))
    keys = Keys(Database(settings.database))
    scopes = {"Ana": Scope.LABEL, "Eva": Scope.LABEL, "Ida": Scope.ADMIN, "Tag": Scope.TAG}
    secrets = {name: keys.create(name, [scope])[1] for name, scope in scopes.items()}
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client, secrets


@pytest.fixture
def people(keyed_api: tuple[TestClient, dict[str, str]], database: Database) -> "People":
    client, secrets = keyed_api
    client.app.state.labels = LabelStore(database)
    return People(client, secrets)


class People:
    """Asks the API as somebody: people("Ana", "GET", path)."""

    def __init__(self, client: TestClient, secrets: dict[str, str]) -> None:
        self.client = client
        self.secrets = secrets

    def __call__(self, name: str, method: str, path: str, **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.secrets[name]}"} | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)


def body(text: str = TEXTS["es"], labels: str = "enforcement", **more: Any) -> dict[str, Any]:
    return {"text": text, "labels": labels.split(), "author": "Ana"} | more


def post(api: TestClient, *args: Any, **more: Any) -> dict[str, Any]:
    answer = api.post("/v1/examples", json=body(*args, **more))
    assert answer.status_code == 201, answer.text
    return ExampleOut.model_validate_json(answer.text).model_dump(mode="json")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
