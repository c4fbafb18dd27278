import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpora.annotation import NewAnnotation
from corpora.corpus import digest_examples, digest_of, read_corpus
from corpora.database import Database
from corpora.errors import CorpusError
from corpora.label_store import LabelStore
from models.policy import LabelPolicy
from models.registry import Registry
from models.stored_version import MODEL_FILE
from models.tagger import Tagger
from tests.conftest import TEXTS
from training.fit import TrainingConfig
from training.run import train_version
from training.stages import SHARES

QUICK = TrainingConfig(epochs=5, n_networks=1, hidden=4)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LabelStore]:
    database = Database(f"sqlite:///{tmp_path}/labels.db")
    yield LabelStore(database)
    database.close()


@pytest.fixture
def folder(tiny_corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_corpus, tmp_path / "corpus"))


def label(store: LabelStore, text: str, language: str = "en", author: str = "ana", **fields: object) -> None:
    store.add(NewAnnotation(author=author, text=text, language=language, **{"labels": ("enforcement",)} | fields))


def test_a_corpus_folder_becomes_a_stored_candidate(tiny_corpus: Path, registry: Registry) -> None:
    stages: list[str] = []
    manifest = train_version(tiny_corpus, registry, QUICK, stages.append)
    assert registry.versions() == [manifest.version]
    assert registry.history() == []
    assert registry.read_manifest(manifest.version) == manifest
    assert manifest.corpus_digest == digest_of(tiny_corpus)
    assert manifest.held_out_digest == digest_examples(read_corpus(tiny_corpus).held_out)
    assert manifest.config["epochs"] == QUICK.epochs
    assert stages == list(SHARES)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(manifest.created)) < timedelta(minutes=5)


def test_the_stored_version_tags_as_the_manifest_says(tiny_corpus: Path, registry: Registry) -> None:
    manifest = train_version(tiny_corpus, registry, QUICK)
    tagger = Tagger.load(registry, manifest.version)
    assert tagger.manifest == manifest
    assert list(tagger.model.taxonomy.ids) == manifest.labels


def test_its_folder_holds_a_report_on_what_was_held_out_in_both_languages(
    tiny_corpus: Path, registry: Registry
) -> None:
    manifest = train_version(tiny_corpus, registry, QUICK)
    folder = registry.folder / manifest.version
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (report["model_version"], report["evaluation"]["n_documents"]) == (manifest.version, 20)
    assert report["evaluation"]["n_known"] == 0
    assert report["gate"] == manifest.gate
    for name, title in (("report.html", "May it serve?"), ("report.es.html", "¿Puede entrar en servicio?")):
        page = (folder / name).read_text(encoding="utf-8")
        assert title in page
        assert manifest.version in page


def test_the_first_version_is_compared_with_nothing_and_may_serve(tiny_corpus: Path, registry: Registry) -> None:
    gate = train_version(tiny_corpus, registry, QUICK).gate
    assert (gate["passed"], gate["current"], gate["checks"]) == (True, None, [])
    assert gate["obstacle"] == "no version is current yet"


def test_the_same_again_is_compared_with_the_current_version_and_may_serve(
    tiny_corpus: Path, registry: Registry
) -> None:
    first = train_version(tiny_corpus, registry, QUICK).version
    registry.make_current(first)
    gate = train_version(tiny_corpus, registry, QUICK).gate
    assert (gate["passed"], gate["current"]) == (True, first)
    assert {check["difference"] for check in gate["checks"]} == {0.0}


def test_a_current_version_that_cannot_be_loaded_is_no_obstacle_and_is_named(
    tiny_corpus: Path, registry: Registry
) -> None:
    first = train_version(tiny_corpus, registry, QUICK).version
    registry.make_current(first)
    (registry.folder / first / MODEL_FILE).write_bytes(b"other")
    gate = train_version(tiny_corpus, registry, QUICK).gate
    assert gate["passed"]
    assert gate["obstacle"] == "the current version cannot be loaded any more"
    assert first in gate["detail"]


def test_a_version_with_other_labels_does_not_take_over_unnoticed(
    tiny_corpus: Path, folder: Path, registry: Registry
) -> None:
    registry.make_current(train_version(tiny_corpus, registry, QUICK).version)
    for path in (folder / "labels.json", *folder.glob("*/*.jsonl")):
        path.write_text(path.read_text(encoding="utf-8").replace('"prevention"', '"care"'), encoding="utf-8")
    gate = train_version(folder, registry, QUICK).gate
    assert (gate["passed"], gate["obstacle"]) == (False, "the current version has other labels")


@pytest.mark.parametrize("language", TEXTS)
def test_a_current_version_from_which_other_documents_were_held_out_is_not_compared_with(
    folder: Path, registry: Registry, language: str
) -> None:
    first = train_version(folder, registry, QUICK).version
    registry.make_current(first)
    row = {"id": "more", "text": TEXTS[language], "language": language, "labels": ["enforcement"]}
    (folder / "held_out/more.jsonl").write_text(json.dumps(row))
    second = train_version(folder, registry, QUICK)
    assert (second.gate["passed"], second.gate["checks"], second.gate["n_documents"]) == (False, [], 21)
    assert second.gate["obstacle"] == "other documents were held out from the current version"
    assert second.gate["detail"] == first
    registry.make_current(second.version)
    third = train_version(folder, registry, QUICK).gate
    assert (third["passed"], third["current"]) == (True, second.version)


def test_a_corpus_that_grew_is_not_judged_by_what_the_current_version_learnt(folder: Path, registry: Registry) -> None:
    """One of five writers is held out; once that one has written more, it is another, whom the version learnt from."""
    shutil.rmtree(folder / "held_out")
    path = folder / "documents/documents.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    written = "\n".join(json.dumps(row | {"writer": f"w{int(row['id'][3:]) % 5}"}) for row in rows)
    path.write_text(written, encoding="utf-8")
    before = read_corpus(folder)
    (writer,) = {example.writer for example in before.held_out}
    registry.make_current(train_version(folder, registry, QUICK).version)
    more = {"id": "more", "text": TEXTS["es"], "language": "es", "labels": ["enforcement"], "writer": writer}
    (folder / "documents/more.jsonl").write_text(json.dumps(more))
    assert set(read_corpus(folder).held_out) <= set(before.examples)
    gate = train_version(folder, registry, QUICK).gate
    assert (gate["passed"], gate["obstacle"]) == (False, "other documents were held out from the current version")


@pytest.mark.parametrize("missing", ["labels.json", "documents"])
def test_a_corpus_that_cannot_be_used_leaves_all_as_it_was(folder: Path, registry: Registry, missing: str) -> None:
    good = train_version(folder, registry, QUICK).version
    shutil.rmtree(folder / missing) if (folder / missing).is_dir() else (folder / missing).unlink()
    with pytest.raises(CorpusError):
        train_version(folder, registry, QUICK)
    assert registry.versions() == [good]


def test_a_corpus_without_lexicon_or_vectors_can_be_trained_on(folder: Path, registry: Registry) -> None:
    shutil.rmtree(folder / "lexicon")
    manifest = train_version(folder, registry, QUICK)
    assert Tagger.load(registry, manifest.version).model.lexicon == ()


def test_a_document_that_is_nearly_one_held_out_is_not_learnt_from_and_named(folder: Path, registry: Registry) -> None:
    held_out = read_corpus(folder).held_out[0]
    row = {"id": "copy", "text": f"{held_out.text} More.", "language": "en", "labels": []}
    (folder / "documents/copy.jsonl").write_text(json.dumps(row))
    stages: list[str] = []
    assert train_version(folder, registry, QUICK, stages.append).n_examples == 40
    assert f"copy is not learnt from: nearly the same text as {held_out.id}, which is held out" in stages


def test_people_are_learnt_from_beside_the_corpus(tiny_corpus: Path, registry: Registry, store: LabelStore) -> None:
    for language, text in TEXTS.items():
        label(store, text, language)
    without = train_version(tiny_corpus, registry, QUICK)
    manifest = train_version(tiny_corpus, registry, QUICK, store=store, run="job")
    assert (manifest.n_examples, manifest.people["n_examples"], manifest.run) == (40, 2, "job")
    assert manifest.people["refused"] == {}
    assert without.people == {}
    assert manifest.sha256 != without.sha256


@pytest.mark.parametrize("language", TEXTS)
def test_what_people_say_of_a_text_that_is_held_out_is_not_learnt_and_named(
    tiny_corpus: Path, registry: Registry, store: LabelStore, language: str
) -> None:
    held_out = next(example for example in read_corpus(tiny_corpus).held_out if example.language == language)
    label(store, f"{held_out.text} So they said.", language)
    label(store, TEXTS[language], language)
    people = train_version(tiny_corpus, registry, QUICK, store=store).people
    assert people["n_examples"] == 1
    (reason,) = people["refused"].values()
    assert held_out.id in reason


def test_one_authors_labels_that_nobody_confirmed_count_up_to_a_cap(
    tiny_corpus: Path, registry: Registry, store: LabelStore
) -> None:
    for number in range(8):
        label(store, f"{TEXTS['en']} It was case {number}.")
    policy = LabelPolicy(weight=2.0, author_share=0.3)
    people = train_version(tiny_corpus, registry, QUICK, store=store, policy=policy).people
    assert (people["n_examples"], people["n_quarantined"], people["most_weight_per_author"]) == (6, 2, 12.0)


def test_the_same_labels_give_the_same_model(tiny_corpus: Path, registry: Registry, store: LabelStore) -> None:
    label(store, TEXTS["es"], "es")
    one, other = (train_version(tiny_corpus, registry, QUICK, store=store) for _ in range(2))
    assert one.sha256 == other.sha256
    assert replace(one, created="", version="", files={}) == replace(other, created="", version="", files={})
