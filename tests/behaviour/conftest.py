"""The model of the shipped corpus, trained once and kept for as long as corpus, code and libraries stay the same."""

import hashlib
import shutil
from pathlib import Path

import pytest

from corpora.corpus import SHIPPED, digest_of
from models.manifest import installed_libraries
from models.registry import Registry
from models.tagger import Tagger
from tests.behaviour.known_failures import KNOWN_FAILURES
from training.run import train_version

TRAINED_BY = (
    "corpora/*.py",
    "models/*.py",
    "training/fit.py",
    "training/induction.py",
    "training/folds.py",
    "training/arrays.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the known failures to fail."""
    for item in items:
        if item.name in KNOWN_FAILURES:
            item.add_marker(pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[item.name]))


@pytest.fixture(scope="session")
def shipped(root: Path, pytestconfig: pytest.Config) -> Tagger:
    """A tagger of the shipped corpus; training takes about a minute."""
    folder = pytestconfig.cache.mkdir("policy-tagger-versions")
    home = folder / what_trains(root)
    for other in folder.iterdir():
        if other != home:
            shutil.rmtree(other)
    registry = Registry(home)
    if not registry.versions():
        registry.make_current(train_version(SHIPPED, registry).version)
    return Tagger.load(registry, registry.versions()[-1])


def what_trains(root: Path) -> str:
    """A digest of all that the trained model depends on."""
    digest = hashlib.sha256(f"{digest_of(SHIPPED)} {installed_libraries()}".encode())
    for path in sorted(path for pattern in TRAINED_BY for path in root.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
