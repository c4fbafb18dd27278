"""The app over a database of its own, of both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service import clients
from service.api import create_app
from service.settings import Settings
from tests.databases import database, database_url, postgresql_server

__all__ = ["database", "database_url", "postgresql_server"]

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


@contextmanager
def as_browser(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(clients, "FRESH_SECONDS", 0.0)
    with TestClient(create_app(settings), headers=HTML, follow_redirects=False) as client:
        yield client
