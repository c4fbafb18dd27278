import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora.database import Database
from models.locks import locked
from models.registry import Registry
from models.stored_version import MANIFEST_FILE
from service.promotion import promotions
from tests.conftest import TEXTS, Run
from tests.versions import copy_version, rewrite

Cli = Callable[..., Run]


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of our own with the tiny version."""
    shutil.copytree(home / "models", tmp_path / "models")
    return tmp_path


@pytest.fixture
def registry(own: Path) -> Registry:
    return Registry(own / "models")


def candidate(registry: Registry, name: str, *, passed: bool = True) -> str:
    """A copy of the current version that the gate lets through or refuses."""
    check = {
        "what": "f1 of prevention in es", "n_documents": 30, "candidate": 0.5, "current": 0.9, "difference": -0.4,
        "low": -0.5, "high": -0.3, "limit": -0.1, "passed": passed,
    }  # fmt: skip
    gate = {"passed": passed, "current": registry.current(), "n_documents": 240, "obstacle": None, "checks": [check]}
    copy_version(registry, registry.current(), name)
    rewrite(registry, name, gate=gate | {"detail": ""})
    return name


def log_of(own: Path) -> list[tuple[str, str, str | None]]:
    database = Database(f"sqlite:///{own}/policy-tagger.db")
    logged = [(p.action, p.version, p.reason) for p in promotions(database)]
    database.close()
    return logged


def test_versions_are_listed_with_the_current_one_marked(cli: Cli, own: Path, registry: Registry) -> None:
    other = candidate(registry, "v2")
    lines = cli("models", "list", "--home", own).out.splitlines()
    marked = [line for line in lines if "→" in line]
    assert len(marked) == 1
    assert registry.current() in marked[0]
    assert any(other in line for line in lines)


def test_manifests_that_are_old_or_broken_spoil_no_list(cli: Cli, own: Path, registry: Registry) -> None:
    for name in ("old", "odd"):
        copy_version(registry, registry.current(), name)
    old = registry.folder / "old" / MANIFEST_FILE
    kept = json.loads(old.read_text(encoding="utf-8"))
    old.write_text(json.dumps({k: v for k, v in kept.items() if k not in ("gate", "people", "run")}), encoding="utf-8")
    rewrite(registry, "odd", metrics={})
    (registry.folder / "broken").mkdir()
    (registry.folder / "broken" / MANIFEST_FILE).write_text("{")
    found = cli("models", "list", "--home", own)
    assert found.status == 0
    assert {"old", "odd"} <= set(found.out.split())
    assert "broken" in found.err


def test_what_the_gate_lets_through_is_promoted_and_rolled_back(cli: Cli, own: Path, registry: Registry) -> None:
    first, second = registry.current(), candidate(registry, "v2")
    promoted = cli("models", "promote", second, "--home", own)
    assert (promoted.status, promoted.out, registry.current()) == (0, f"{second}\n", second)
    back = cli("models", "rollback", "--reason", "quejas", "--home", own)
    assert (back.status, back.out, registry.current()) == (0, f"{first}\n", first)
    assert log_of(own) == [("rollback", first, "quejas"), ("promote", second, None)]
    assert cli("models", "rollback", "--home", own).status == 2


def test_what_it_refuses_is_told_with_its_table(cli: Cli, own: Path, registry: Registry) -> None:
    first, bad = registry.current(), candidate(registry, "bad", passed=False)
    found = cli("models", "promote", bad, "--home", own)
    assert (found.status, found.out, registry.current()) == (1, "", first)
    assert "f1 of prevention in es" in found.err
    assert "-0.400" in found.err
    assert log_of(own) == []


def test_it_can_be_forced_with_a_reason_only(cli: Cli, own: Path, registry: Registry) -> None:
    bad = candidate(registry, "bad", passed=False)
    without = cli("models", "promote", bad, "--force", "--home", own)
    assert (without.status, "needs a reason" in without.err) == (1, True)
    assert cli("models", "promote", bad, "--force", "--reason", "checked by hand", "--home", own).status == 0
    assert registry.current() == bad
    assert log_of(own) == [("force", bad, "checked by hand")]


def test_an_unknown_version_is_wrong_usage(cli: Cli, own: Path) -> None:
    found = cli("models", "promote", "v9", "--home", own)
    assert (found.status, "no model version 'v9'" in found.err) == (2, True)


@pytest.mark.parametrize("suffix", [None, ".html", ".jsonl"])
def test_impact_tells_which_documents_would_change(
    cli: Cli, own: Path, registry: Registry, tmp_path: Path, suffix: str | None
) -> None:
    other = candidate(registry, "v2")
    rows = [{"id": language, "text": text} for language, text in TEXTS.items()]
    archive = tmp_path / "archive.jsonl"
    archive.write_text("\n".join(map(json.dumps, rows)))
    out = [] if suffix is None else ["--out", tmp_path / f"impact{suffix}", "--language", "es"]
    found = cli("models", "impact", other, archive, *out, "--home", own)
    assert found.status == 0
    if suffix is None:
        assert "documents in both: 2; changed: 0" in found.out
    else:
        assert (tmp_path / f"impact{suffix}").exists()


def test_no_name_of_a_folder_steers_the_terminal(cli: Cli, own: Path, registry: Registry) -> None:
    name = "\x1b]0;x\x07\x9b"
    (registry.folder / name).mkdir()
    (registry.folder / name / MANIFEST_FILE).write_text("{")
    found = cli("models", "list", "--home", own)
    shown = cli("models", "show", name, "--home", own)
    assert "�]0;x��" in found.err
    assert not set(found.out + found.err + shown.out + shown.err) & set("\x1b\x07\x9b")


@pytest.mark.long
def test_train_stores_judges_and_promotes(cli: Cli, tmp_path: Path, tiny_corpus: Path) -> None:
    registry = Registry(tmp_path / "models")
    first = cli("train", "--corpus", tiny_corpus, "--home", tmp_path)
    assert (first.status, first.out, registry.current()) == (0, f"{registry.current()}\n", registry.versions()[0])
    assert "no version is current yet" in first.err
    assert cli("train", "--if-missing", "--home", tmp_path).out == ""
    second = cli("train", "--corpus", tiny_corpus, "--no-promote", "--no-labels", "--home", tmp_path)
    assert (second.status, registry.current()) == (0, first.out.strip())
    assert f"beside {first.out.strip()}, on 20 documents" in second.err
    assert registry.read_manifest(second.out.strip()).people == {}


@pytest.mark.long
def test_train_keeps_a_worse_version_as_a_candidate(cli: Cli, tmp_path: Path, tiny_corpus: Path, home: Path) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    worse, registry = Path(shutil.copytree(tiny_corpus, tmp_path / "worse")), Registry(tmp_path / "models")
    documents = worse / "documents/documents.jsonl"
    swapped = documents.read_text(encoding="utf-8").replace('["prevention"]', '["x"]')
    swapped = swapped.replace('["enforcement"]', '["prevention"]').replace('["x"]', '["enforcement"]')
    documents.write_text(swapped, encoding="utf-8")
    before = registry.current()
    found = cli("train", "--corpus", worse, "--home", tmp_path)
    assert (found.status, registry.current()) == (1, before)
    assert "the gate refuses" in found.err
    assert "macro f1" in found.err
    assert found.out.strip() in registry.versions()


def test_two_trainings_at_once_are_one_too_many(cli: Cli, tmp_path: Path, tiny_corpus: Path) -> None:
    with locked(tmp_path / "models" / ".training.lock"):
        found = cli("train", "--corpus", tiny_corpus, "--home", tmp_path)
    assert (found.status, "another process trains" in found.err) == (2, True)
