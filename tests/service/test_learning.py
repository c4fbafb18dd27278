"""Settings → what a training is given of them."""

from pathlib import Path

from corpora.database import Database
from models.registry import Registry
from service.learning import learn
from service.settings import Settings
from tests.examples import copy_of


def test_a_candidate_is_judged_by_them(home: Path, tiny_corpus: Path, tmp_path: Path) -> None:
    own = copy_of(home, tmp_path / "home")
    settings = Settings(home=own, corpus=str(tiny_corpus), gate_decided_margin=0.25)
    database = Database(settings.database)
    gate = learn(settings, database, lambda stage: None, with_labels=False).gate
    database.close()
    assert gate is not None
    assert gate["current"] == Registry(settings.models_folder).current()
    assert {row["limit"] for row in gate["checks"] if row["measure"] == "decided_share"} == {-0.25}
