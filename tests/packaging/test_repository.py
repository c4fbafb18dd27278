import re
import subprocess
import tomllib
from pathlib import Path

import pytest

# In two parts each, so that this file passes its own test.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("anaconda", "org"), ("jsdelivr", "net"))
]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def files(root: Path) -> list[Path]:
    """What is committed, or would be."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def test_no_file_names_a_registry(files: list[Path]) -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in files}
    assert [(path.name, host) for path, text in texts.items() for host in REGISTRY_HOSTS if host in text] == []


def test_no_lock_file_with_addresses_is_there(files: list[Path]) -> None:
    assert {"uv.lock", "poetry.lock", "Pipfile.lock"}.isdisjoint(path.name for path in files)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_of_a_lock_has_its_hashes(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.-]+(?:\[.*?\])?==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pins) == len(re.findall("^[a-z]", text, re.MULTILINE)) > 10
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_locks_hold_every_declared_dependency(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {LOCKS[0]: project["project"]["dependencies"]}
    needed[LOCKS[1]] = [*needed[LOCKS[0]], *project["dependency-groups"]["dev"]]
    for name, requirements in needed.items():
        pinned = set(re.findall(r"^([\w.-]+)==", (root / name).read_text(encoding="utf-8"), re.MULTILINE))
        assert {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements} <= pinned
