"""The wheel works away from the checkout, with all its data."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import TEXTS

PACKAGES = ("corpora", "models", "training", "service")

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel alone, beside the libraries of this one."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([python, *install, str(wheel)], check=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def run(command: list[object], folder: Path) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        list(map(str, command)), cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(root: Path, wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == there
    assert {"corpora/labels.json", "corpora/wording/boilerplate.es.txt", "corpora/documents/pilot.jsonl"} <= names
    assert any(name.startswith("corpora/lexicon/") for name in names)


def test_the_wheel_brings_its_licence_and_command(wheel: Path) -> None:
    names = {name.split("/", 1)[1] for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" in name}
    assert {"licenses/LICENSE", "entry_points.txt", "METADATA"} <= names


def test_the_installed_package_finds_its_own_data(bin_folder: Path, tmp_path: Path) -> None:
    program = "from corpora.corpus import SHIPPED, read_corpus; print(SHIPPED, len(read_corpus().examples))"
    place, count = run([bin_folder / "python", "-c", program], tmp_path).split()
    assert Path(place).is_relative_to(bin_folder.parent)
    assert int(count) > 0


def test_it_trains_and_tags_away_from_the_checkout(bin_folder: Path, tiny_corpus: Path, tmp_path: Path) -> None:
    run([bin_folder / "policy-tagger", "train", "--corpus", tiny_corpus], tmp_path)
    for code, text in TEXTS.items():
        (tmp_path / f"{code}.txt").write_text(text, encoding="utf-8")
    rows = run([bin_folder / "policy-tagger", "tag", "en.txt", "es.txt"], tmp_path).splitlines()
    assert [json.loads(row)["primary"] for row in rows] == ["enforcement", "enforcement"]
    assert (tmp_path / "var" / "models").is_dir()
