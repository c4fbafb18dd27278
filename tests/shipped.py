"""The version of the shipped corpus, trained once and kept for as long as corpus, code and libraries stay the same."""

import hashlib
import shutil
from pathlib import Path

import pytest

from corpora.corpus import SHIPPED, digest_of
from models.locks import locked
from models.manifest import installed_libraries
from models.registry import Registry
from training.run import train_version

TRAINED_BY = (
    "corpora/*.py",
    "models/*.py",
    "training/fit.py",
    "training/induction.py",
    "training/folds.py",
    "training/arrays.py",
    "training/calibration.py",
    "training/estimator.py",
)


@pytest.fixture(scope="session")
def shipped_home(root: Path, pytestconfig: pytest.Config) -> Path:
    """A home with that version in `models`, not to be written to; training takes about a minute."""
    folder = pytestconfig.cache.mkdir("policy-tagger-versions")
    home, lock = folder / what_trains(root), folder / ".lock"
    with locked(lock):  # another test process does the same
        for other in folder.iterdir():
            if other not in (home, lock):
                shutil.rmtree(other)
        registry = Registry(home / "models")
        if not registry.history():
            registry.make_current(train_version(SHIPPED, registry).version)
    return home


def what_trains(root: Path) -> str:
    """A digest of all that the trained model depends on."""
    digest = hashlib.sha256(f"{digest_of(SHIPPED)} {installed_libraries()}".encode())
    for path in sorted(path for pattern in TRAINED_BY for path in root.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
