"""Versions of a test's own, with gates, and the site over them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.registry import Registry
from tests.examples import copy_of
from tests.pages.test_tag_page import plain
from tests.versions import copy_version, rewrite

GOOD, BAD = "20270101T000000-900d900d", "20270102T000000-0badbad0"


@pytest.fixture
def registry(home: Path, tmp_path: Path) -> Registry:
    """The tiny version, one that the gate lets through and one that it refuses."""
    registry = Registry(copy_of(home, tmp_path / "home") / "models")
    current = registry.current()
    for name, passed in ((GOOD, True), (BAD, False)):
        copy_version(registry, current, name)
        rewrite(registry, name, gate=gate(current, passed=passed))
    return registry


@pytest.fixture
def models_site(swift_site: TestClient, registry: Registry) -> Iterator[TestClient]:
    """The site over these versions."""
    state = swift_site.app.state
    settings = state.settings
    state.settings = settings.model_copy(update={"home": registry.folder.parent})
    yield swift_site
    state.settings = settings


def gate(current: str, *, passed: bool) -> dict[str, Any]:
    def check(measure: str, label: str, language: str, limit: float, **more: Any) -> dict[str, Any]:
        figures = {"candidate": 0.9, "current": 0.875, "difference": 0.025, "low": -0.01, "high": 0.05}
        names = {"what": measure, "measure": measure, "label": label, "language": language}
        return names | figures | {"limit": limit, "n_documents": 1200, "passed": True} | more

    checks = [
        check("macro_f1", "all", "en", -0.06, passed=passed),
        check("f1", "prevention", "es", -0.16),
        check("calibration_error", "all", "all", 0.08, low=None, high=None),
    ]
    return {"passed": passed, "current": current, "n_documents": 1200, "checks": checks, "obstacle": None, "detail": ""}


def get(site: TestClient, path: str, language: str = "en", status: int = 200) -> str:
    answer = site.get(path, params={"lang": language})
    assert answer.status_code == status, answer.text
    return answer.text


def rows(page: str, marked: str) -> list[str]:
    """The texts of the rows of the table that has a class."""
    (table,) = re.findall(rf'<table class="{marked}".*?</table>', page, re.DOTALL)
    return [" ".join(plain(row.replace("<", " <")).split()) for row in re.findall("<tr.*?</tr>", table, re.DOTALL)]
