"""The app over a database of its own, of both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpora.database import Database
from corpora.label_store import LabelStore
from service import clients
from service.api import create_app
from service.jobs import Jobs
from service.settings import Settings
from tests.databases import database, database_url, postgresql_server
from tests.examples import copy_of
from tests.pages.stored import models_site, registry

__all__ = ["database", "database_url", "models_site", "postgresql_server", "registry"]

HTML = {"Accept": "text/html"}


@pytest.fixture
def site(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The app with the tiny model, as a browser sees it; keys are read for every request."""
    with as_browser(Settings(home=home, database_url=database_url), monkeypatch) as client:
        yield client


@pytest.fixture
def bare_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The same without a model, over SQLite."""
    with as_browser(Settings(home=tmp_path), monkeypatch) as client:
        yield client


@pytest.fixture(scope="session")
def open_site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app with versions of its own and no key made, for all tests."""
    settings = Settings(home=copy_of(home, tmp_path_factory.mktemp("home")))
    with TestClient(create_app(settings), headers=HTML, follow_redirects=False) as client:
        yield client


@pytest.fixture
def swift_site(open_site: TestClient, database: Database) -> TestClient:
    """The same over labels and jobs of a test's own, in a database of either kind: it need not start."""
    open_site.cookies.clear()
    open_site.app.state.labels, open_site.app.state.jobs = LabelStore(database), Jobs(database)
    return open_site


@contextmanager
def as_browser(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(clients, "FRESH_SECONDS", 0.0)
    with TestClient(create_app(settings), headers=HTML, follow_redirects=False) as client:
        yield client
