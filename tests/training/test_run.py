import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpora.corpus import digest_of
from corpora.errors import CorpusError
from models.registry import Registry
from models.tagger import Tagger
from training.fit import TrainingConfig
from training.run import train_version

QUICK = TrainingConfig(epochs=5, n_networks=1, hidden=4)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_a_corpus_folder_becomes_the_current_version(tiny_corpus: Path, registry: Registry) -> None:
    stages: list[str] = []
    manifest = train_version(tiny_corpus, registry, QUICK, stages.append)
    assert registry.versions() == [registry.current()] == [manifest.version]
    assert registry.read_manifest(manifest.version) == manifest
    assert manifest.corpus_digest == digest_of(tiny_corpus)
    assert manifest.config["epochs"] == QUICK.epochs
    assert stages[-1] == "storing the version"
    assert abs(datetime.now(UTC) - datetime.fromisoformat(manifest.created)) < timedelta(minutes=5)


def test_the_stored_version_tags_as_the_manifest_says(tiny_corpus: Path, registry: Registry) -> None:
    manifest = train_version(tiny_corpus, registry, QUICK)
    tagger = Tagger.load(registry)
    assert tagger.manifest == manifest
    assert list(tagger.model.taxonomy.ids) == manifest.labels


def test_a_later_training_takes_over_and_the_earlier_version_stays(tiny_corpus: Path, registry: Registry) -> None:
    first = train_version(tiny_corpus, registry, QUICK).version
    second = train_version(tiny_corpus, registry, TrainingConfig(epochs=6, n_networks=1, hidden=4)).version
    assert first != second == registry.current()
    assert sorted(registry.versions()) == sorted([first, second])


@pytest.mark.parametrize("missing", ["labels.json", "documents"])
def test_a_corpus_that_cannot_be_used_leaves_all_as_it_was(
    tiny_corpus: Path, registry: Registry, tmp_path: Path, missing: str
) -> None:
    good = train_version(tiny_corpus, registry, QUICK).version
    bad = Path(shutil.copytree(tiny_corpus, tmp_path / "bad"))
    shutil.rmtree(bad / missing) if (bad / missing).is_dir() else (bad / missing).unlink()
    with pytest.raises(CorpusError):
        train_version(bad, registry, QUICK)
    assert (registry.versions(), registry.current()) == ([good], good)


def test_a_corpus_without_lexicon_or_vectors_can_be_trained_on(
    tiny_corpus: Path, registry: Registry, tmp_path: Path
) -> None:
    bare = Path(shutil.copytree(tiny_corpus, tmp_path / "bare"))
    shutil.rmtree(bare / "lexicon")
    train_version(bare, registry, QUICK)
    assert Tagger.load(registry).model.lexicon == ()
