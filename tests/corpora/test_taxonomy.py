import json
from pathlib import Path

import pytest

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES, Label, Taxonomy, read_taxonomy

WORDS = {"en": "Peace", "es": "Paz"}
LABEL = {"id": "peace", "name": WORDS, "description": WORDS}


def write(folder: Path, value: object) -> Path:
    path = folder / "labels.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_the_shipped_labels_are_those_of_the_contract() -> None:
    taxonomy = read_taxonomy(SHIPPED / "labels.json")
    assert taxonomy.ids == ("enforcement", "prevention", "drug_policy_reform", "regional_cooperation")
    for label in taxonomy.labels:
        assert label.name.keys() == label.description.keys() == set(LANGUAGES)
        assert all(label.name.values())
        assert all(label.description.values())


def test_another_taxonomy_is_read_as_it_stands(tmp_path: Path) -> None:
    path = write(tmp_path, {"labels": [LABEL, LABEL | {"id": "war"}]})
    assert read_taxonomy(path) == Taxonomy((Label("peace", WORDS, WORDS), Label("war", WORDS, WORDS)))


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"labels": None},
        {"labels": ["peace"]},
        {"labels": [{"id": "peace"}]},
        {"labels": [LABEL | {"name": "Peace"}]},
        {"labels": [LABEL | {"name": {"en": "Peace"}}]},
        {"labels": [LABEL | {"description": {"es": "Paz"}}]},
    ],
)
def test_what_a_label_lacks_is_said(tmp_path: Path, value: object) -> None:
    with pytest.raises(CorpusError, match=r"labels\.json: every label needs an id, and name and description in en, es"):
        read_taxonomy(write(tmp_path, value))


@pytest.mark.parametrize("labels", [[], [LABEL, LABEL]])
def test_ids_must_be_there_and_differ(tmp_path: Path, labels: list) -> None:
    with pytest.raises(CorpusError, match="label ids must be there and differ"):
        read_taxonomy(write(tmp_path, {"labels": labels}))
