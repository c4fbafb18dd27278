"""The tagger of the shipped corpus, and what it is known to get wrong."""

from pathlib import Path

import pytest

from models.registry import Registry
from models.tagger import Tagger
from tests.behaviour.known_failures import KNOWN_FAILURES
from tests.shipped import shipped_home

__all__ = ["shipped_home"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the known failures to fail."""
    for item in items:
        if item.name in KNOWN_FAILURES:
            item.add_marker(pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[item.name]))


@pytest.fixture(scope="session")
def shipped(shipped_home: Path) -> Tagger:
    """A tagger of the shipped corpus."""
    return Tagger.load(Registry(shipped_home / "models"))
