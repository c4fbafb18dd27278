import json
from pathlib import Path
from typing import Any

import pytest

from corpora.carryover import CarryOver, read_carryover
from corpora.corpus import SHIPPED, read_corpus
from corpora.errors import CorpusError

LABELS = ("patrols", "mediation")
ROW = {
    "slope": 0.9,
    "shift": {"mediation": -1, "patrols": 0.5},
    "threshold": {"patrols": 0.4, "mediation": 0.6},
    "band": 0.5,
}


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "carryover.json"
    path.write_text(json.dumps(ROW | changes), encoding="utf-8")
    return path


def test_numbers_come_in_the_order_of_the_labels(tmp_path: Path) -> None:
    assert read_carryover(write(tmp_path), LABELS) == CarryOver(0.9, (0.5, -1.0), (0.4, 0.6), 0.5)


def test_a_corpus_can_do_without(tmp_path: Path) -> None:
    assert read_carryover(tmp_path / "carryover.json", LABELS) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"slope": 0},
        {"band": -1},
        {"shift": {"patrols": 0.5}},
        {"threshold": {"patrols": 0, "mediation": 0.5}},
        {"threshold": 0.5},
        {"slope": "steep"},
    ],
    ids=["slope", "band", "a label missing", "threshold", "no mapping", "no number"],
)
def test_a_number_out_of_place_is_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(CorpusError, match=r"carryover\.json: "):
        read_carryover(write(tmp_path, **changes), LABELS)


def test_the_shipped_corpus_carries_over_for_every_label() -> None:
    corpus = read_corpus(SHIPPED)
    assert corpus.carryover is not None
    assert len(corpus.carryover.shifts) == len(corpus.carryover.thresholds) == len(corpus.taxonomy.ids)
