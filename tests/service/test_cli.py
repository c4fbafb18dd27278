import errno
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.registry import Registry
from service.parts import PartStore
from tests.conftest import TEXTS

POLICY_TAGGER = Path(sys.executable).with_name("policy-tagger")
HELP_WITHIN_SECONDS = 0.4
SLOW_IMPORTS = {"spacy", "sklearn", "fastapi", "numpy", "scipy", "pydantic", "langdetect"}


def test_tag_writes_one_row_a_document_to_standard_output(cli: Callable, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run = cli("tag", tmp_path / "a.txt")
    assert run.status == 0
    assert [(row["id"], row["primary"]) for row in run.rows] == [("a.txt", "enforcement")]
    assert "documents: 1" in run.err


def test_tag_takes_a_language_a_version_and_no_evidence(cli: Callable, home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("allanaron dos talleres ayer", encoding="utf-8")
    version = Registry(home / "models").current()
    run = cli("tag", tmp_path / "a.txt", "--language", "es", "--no-evidence", "--model", version)
    (row,) = run.rows
    assert (row["language"], row["evidence"], row["model_version"]) == ("es", [], version)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tag"], "Missing argument"),
        (["tag", "missing.txt"], "policy-tagger: missing.txt: no such file or folder"),
        (["tag", "a.txt", "missing.txt"], "policy-tagger: missing.txt: no such file or folder"),
        (["show", "missing.txt"], "'missing.txt' does not exist"),
        (["tag", "a.txt", "--out", "a.xls"], "policy-tagger: a.xls: cannot write .xls; allowed: .jsonl, .csv"),
        (["tag", "a.txt", "--out", "no/a.csv"], "policy-tagger: no/a.csv: a file in a folder that is there"),
        (["tag", "a.txt", "--language", "fr"], "'fr' is not one of 'en', 'es'"),
        (["tag", "a.txt", "--model", "../x"], "policy-tagger: no model version '../x'"),
        (["tag", "a.txt", "--home", "empty"], "make one with `policy-tagger train`"),
        (["train", "--corpus", "empty"], "policy-tagger: empty/labels.json: no such file"),
        (["evaluate", "missing.jsonl"], "'missing.jsonl' does not exist"),
        (["evaluate", "bad.jsonl"], "policy-tagger: bad.jsonl:2: missing labels"),
        (["models", "show", "x"], "policy-tagger: no model version 'x'"),
        (["models", "burn"], "No such command 'burn'"),
        (["serve", "--workers", "0"], "'--workers'"),
    ],
)
def test_wrong_usage_is_explained(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    good = {"id": "a", "text": "b", "language": "en", "labels": []}
    bad = {"id": "a", "text": "b", "language": "en"}
    (tmp_path / "bad.jsonl").write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n")
    run = cli(*arguments)
    assert (run.status, run.out) == (2, "")
    assert message in " ".join(run.err.replace("│", "").split())


def test_a_bad_setting_is_named(cli: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TAGGER_MAX_BODY_BYTES", "many")
    run = cli("serve")
    assert run.status == 2
    assert "POLICY_TAGGER_MAX_BODY_BYTES" in run.err


def test_train_stores_a_version_and_makes_it_current(cli: Callable, tiny_corpus: Path, tmp_path: Path) -> None:
    run = cli("train", "--corpus", tiny_corpus, "--home", tmp_path)
    registry = Registry(tmp_path / "models")
    assert run.status == 0
    assert registry.versions() == [registry.current()] == run.out.split()
    assert "cross-validation" in run.err


def test_train_if_missing_keeps_a_version_that_can_serve(cli: Callable, home: Path) -> None:
    before = Registry(home / "models").versions()
    assert cli("train", "--if-missing") == (0, "", "")
    assert Registry(home / "models").versions() == before


def test_train_if_missing_replaces_a_version_of_other_libraries(
    cli: Callable, home: Path, tiny_corpus: Path, tmp_path: Path
) -> None:
    shutil.copytree(home, tmp_path / "home")
    registry = Registry(tmp_path / "home" / "models")
    old = registry.current()
    manifest = registry.folder / old / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"numpy": "', '"numpy": "0.'))
    assert cli("train", "--if-missing", "--corpus", tiny_corpus, "--home", tmp_path / "home").status == 0
    assert registry.current() != old


def test_evaluate_measures_both_languages_and_baselines(cli: Callable, tiny_corpus: Path) -> None:
    run = cli("evaluate", tiny_corpus / "documents" / "documents.jsonl")
    assert run.status == 0
    for part in ("language en", "language es", "keyword match", "drug_policy_reform", "Brier"):
        assert part in run.out


def test_models_list_marks_the_current_version_in_full(
    cli: Callable, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    run = cli("models", "list")
    assert run.status == 0
    assert f"→ {Registry(home / 'models').current()} " in run.out


def test_models_list_of_nothing_is_an_empty_table(cli: Callable, tmp_path: Path) -> None:
    run = cli("models", "list", "--home", tmp_path)
    assert run.status == 0
    assert "version" in run.out


def test_models_show_prints_the_manifest(cli: Callable, home: Path) -> None:
    version = Registry(home / "models").current()
    run = cli("models", "show")
    assert json.loads(run.out)["version"] == version
    assert cli("models", "show", version).out == run.out


def seconds_to_help() -> float:
    """The median of five runs."""
    seconds = []
    for _ in range(5):
        started = time.monotonic()
        subprocess.run([POLICY_TAGGER, "--help"], check=True, capture_output=True)
        seconds.append(time.monotonic() - started)
    return statistics.median(seconds)


def test_a_full_disk_ends_a_run_that_may_go_on(cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.txt").write_text(TEXTS["es"], encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(PartStore, "write", fail)
        run = cli("tag", tmp_path / "a.txt", "--out", tmp_path / "tags.jsonl")
    assert run.status == 3
    assert "No space left on device; what was done is kept" in run.err
    assert "Traceback" not in run.err
    assert cli("tag", tmp_path / "a.txt", "--out", tmp_path / "tags.jsonl").status == 0


@pytest.mark.alone
def test_help_is_quick() -> None:
    assert any(seconds_to_help() < HELP_WITHIN_SECONDS for _ in range(3))  # the machine may be busy with other work


def test_help_imports_nothing_heavy() -> None:
    program = "import sys, service.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert SLOW_IMPORTS.isdisjoint(loaded.split())
