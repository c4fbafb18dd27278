import re
import time
from dataclasses import asdict

import pytest
from starlette.testclient import TestClient

from corpora.database import Database
from models.decision import Outcome
from models.figures import Figures
from models.manifest import Manifest
from models.record import TagRecord
from models.registry import Registry
from service.pages.drift_rows import N_DAYS, SECONDS_PER_DAY, drift_table
from service.served import Served
from tests.pages.stored import GOOD, get, rows
from tests.versions import rewrite

SERVED = {
    "en": "Documents of the last 14 days, without those of archives: 2.",
    "es": "Documentos de los últimos 14 días, sin contar los de los lotes: 2",
}
REFERENCE = Figures(
    n_documents=40,
    n_judged=40,
    outcomes={"tagged": 0.75, "none": 0.25},
    languages={"en": 0.5, "es": 0.5},
    labels={"enforcement": 0.3, "prevention": 0.2},
    mean_confidence=0.8,
    unknown_word_rate=0.04,
)


def serve_some(database: Database, manifest: Manifest, now: float) -> None:
    served = Served(database, now=lambda: now)
    facts = {"id": "a", "sha256": "", "model_version": manifest.version, "corpus_digest": "", "tagged_at": ""}
    for language, labels in (("en", ("enforcement",)), ("es", ())):
        outcome = Outcome.TAGGED if labels else Outcome.NONE
        words = {"n_words": 50, "n_unknown_words": 5, "scores": {"enforcement": 0.9}}
        served.count([TagRecord(**facts, **words, outcome=outcome, labels=labels, language=language)])
    served.flush()


def test_drift_stands_beside_the_training_corpus_day_by_day(database: Database, registry: Registry) -> None:
    rewrite(registry, GOOD, metrics={"reference": asdict(REFERENCE)})
    manifest, today = registry.read_manifest(GOOD), 20_000
    for day in (today - N_DAYS, today - N_DAYS + 1, today):  # the first is too long ago
        serve_some(database, manifest, day * SECONDS_PER_DAY + 80_000)
    table = drift_table(database, manifest, now=(today + 0.5) * SECONDS_PER_DAY)
    assert table.drift.served.n_documents == 4
    assert [start // SECONDS_PER_DAY for start in table.starts] == list(range(today - N_DAYS + 1, today + 1))
    found = {(row.group, row.name): row for row in table.rows}
    tagged, unknown = found["outcomes", "tagged"], found["other", "unknown_word_rate"]
    assert (tagged.reference, tagged.served) == (0.75, 0.5)
    assert tagged.days == (0.5, *[None] * (N_DAYS - 2), 0.5)
    assert [(bar.day, round(bar.height, 3)) for bar in tagged.bars] == [(0, 0.667), (N_DAYS - 1, 0.667)]
    assert (tagged.line, unknown.served, round(unknown.line, 3)) == (1.0, 0.1, 0.4)
    assert found["labels", "prevention"].served == 0.0


@pytest.mark.parametrize("language", SERVED)
def test_drift_of_the_current_version_is_on_the_page(
    models_site: TestClient, registry: Registry, database: Database, language: str
) -> None:
    version = registry.current()
    rewrite(registry, version, metrics=registry.read_manifest(version).metrics | {"reference": asdict(REFERENCE)})
    serve_some(database, registry.read_manifest(version), time.time())
    page = get(models_site, "/models", language)
    assert SERVED[language] in page
    shown = rows(page, "drift")
    percent = {"en": "75.0% 50.0%", "es": "75,0\xa0% 50,0\xa0%"}[language].replace("\xa0", " ")
    assert any(percent in row for row in shown)
    assert page.count('<svg class="days"') == len(re.findall(r'<tr><th scope="row">', page)) // 2
