from dataclasses import asdict, replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from corpora.database import Database
from models.decision import Outcome
from models.figures import Figures
from models.manifest import Manifest
from models.record import TagRecord
from service import served as served_module
from service.drift import Step, read_drift
from service.served import SECONDS_PER_HOUR, Served
from service.served_tables import served_label_table, served_table
from service.stability import Band
from tests.jobs import wait_until

NOON_HOUR = 490_500  # since 1970, twelve hours into a day
MANIFEST = Manifest("v1", "2026-01-01", "c", ["a", "b"], 1, {}, {}, "s")
REFERENCE = Figures(
    200,
    200,
    {"tagged": 0.8, "none": 0.1, "uncertain": 0.1, "not_judged": 0.0},
    {"en": 0.5, "es": 0.5},
    {"a": 0.4, "b": 0.4},
    0.9,
    0.02,
)


def record(language: str = "en", *labels: str, outcome: Outcome = Outcome.TAGGED, score: float = 0.9) -> TagRecord:
    is_judged = outcome is not Outcome.NOT_JUDGED
    return TagRecord(
        id="d",
        sha256="",
        outcome=outcome,
        model_version="v1",
        corpus_digest="",
        tagged_at="",
        language=language,
        labels=labels,
        scores={"a": score, "b": 0.01} if is_judged else {},
        n_words=100 if is_judged else 0,
        n_unknown_words=5 if is_judged else 0,
    )


TAGGED = {"en": record("en", "a"), "es": record("es", "a", "b", score=0.7)}
NOT_JUDGED = record("pt", outcome=Outcome.NOT_JUDGED)


class Clock:
    """A clock that a test sets."""

    def __init__(self, hour: int = NOON_HOUR) -> None:
        self.hour = hour

    def __call__(self) -> float:
        return self.hour * SECONDS_PER_HOUR + 1.5


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(database: Database, clock: Clock) -> Served:
    return Served(database, clock)


def rows(database: Database) -> list[dict]:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(select(served_table)).mappings()]


def n_documents(database: Database) -> int:
    return sum(row["n_documents"] for row in rows(database))


@pytest.mark.parametrize("language", ["en", "es"])
def test_records_are_added_to_what_is_there(served: Served, database: Database, language: str) -> None:
    for _ in range(3):
        served.count([TAGGED[language], TAGGED[language], NOT_JUDGED])
        served.flush()
    tagged, not_judged = sorted(rows(database), key=lambda row: row["outcome"], reverse=True)
    assert (tagged["hour"], tagged["version"], tagged["language"]) == (NOON_HOUR, "v1", language)
    assert (tagged["n_documents"], tagged["n_words"], tagged["n_unknown_words"]) == (6, 600, 30)
    assert tagged["confidence"] == pytest.approx(6 * TAGGED[language].confidence)
    assert (not_judged["language"], not_judged["n_documents"], not_judged["confidence"]) == ("other", 3, 0)
    with database.read() as connection:
        labels = connection.execute(select(served_label_table)).mappings().all()
    assert {(row["language"], row["label"], row["n_documents"]) for row in labels} == {
        (language, label, 6) for label in TAGGED[language].labels
    }


def test_processes_that_flush_at_once_lose_nothing(database: Database, clock: Clock) -> None:
    def count_and_flush() -> None:
        served = Served(database, clock)
        for _ in range(10):
            served.count([TAGGED["en"], TAGGED["es"], NOT_JUDGED])
            served.flush()

    threads = [Thread(target=count_and_flush) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert n_documents(database) == 4 * 10 * 3


def test_counts_wait_for_a_database_that_is_away(tmp_path: Path, clock: Clock) -> None:
    database = Database(f"sqlite:///{tmp_path}/folder/test.db")
    (tmp_path / "folder").write_text("in the way")
    served = Served(database, clock)
    served.count([TAGGED["en"]])
    served.flush()
    (tmp_path / "folder").unlink()
    served.count([TAGGED["en"]])
    served.flush()
    assert n_documents(database) == 2
    database.close()


def test_what_waits_has_a_bound(tmp_path: Path, clock: Clock) -> None:
    database = Database(f"sqlite:///{tmp_path}/folder/test.db")
    (tmp_path / "folder").write_text("in the way")
    served = Served(database, clock)
    for hour in range(2 * served_module.MOST_HOURS_IN_MEMORY):
        clock.hour = NOON_HOUR + hour
        served.count([TAGGED["es"]])
        served.flush()
    (tmp_path / "folder").unlink()
    served.flush()
    assert n_documents(database) == served_module.MOST_HOURS_IN_MEMORY + 1
    database.close()


def test_counts_are_flushed_in_the_background_and_at_the_end(
    served: Served, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_module, "FLUSH_EVERY_SECONDS", 0.02)
    with served.keep_flushing():
        served.count([TAGGED["en"]])
        wait_until(lambda: n_documents(database) == 1)
        monkeypatch.setattr(served_module, "FLUSH_EVERY_SECONDS", 60.0)
        served.count([TAGGED["en"]])
    assert n_documents(database) == 2


def test_figures_are_told_by_hour_or_day(served: Served, database: Database, clock: Clock) -> None:
    for hours, records in ((0, [TAGGED["en"]]), (1, [TAGGED["es"]] * 3), (24, [NOT_JUDGED])):
        clock.hour = NOON_HOUR + hours
        served.count(records)
    served.flush()
    by_hour = read_drift(database, MANIFEST, since_hour=NOON_HOUR, step=Step.HOUR)
    assert [point.start for point in by_hour.series] == [(NOON_HOUR + hours) * 3600 for hours in (0, 1, 24)]
    assert [point.figures.n_documents for point in by_hour.series] == [1, 3, 1]
    by_day = read_drift(database, MANIFEST, since_hour=NOON_HOUR, step=Step.DAY)
    assert [(point.start, point.figures.n_judged) for point in by_day.series] == [
        ((NOON_HOUR - 12) * 3600, 4),
        ((NOON_HOUR + 12) * 3600, 0),
    ]
    assert by_day.series[1].figures.mean_confidence is None
    assert by_day.served == by_hour.served
    assert by_day.served.outcomes == {"tagged": 0.8, "none": 0, "uncertain": 0, "not_judged": 0.2}
    assert by_day.served.languages == {"en": 0.25, "es": 0.75}
    assert by_day.served.labels == {"a": 1.0, "b": 0.75}
    assert by_day.served.mean_confidence == pytest.approx((0.9 + 3 * 0.7) / 4)
    assert by_day.served.unknown_word_rate == 0.05


def test_only_the_version_and_the_time_that_are_asked_for_count(
    served: Served, database: Database, clock: Clock
) -> None:
    served.count([TAGGED["en"], replace(TAGGED["en"], model_version="v2")])
    clock.hour += 1
    served.count([TAGGED["es"]])
    served.flush()
    drift = read_drift(database, MANIFEST, since_hour=NOON_HOUR + 1, step=Step.HOUR)
    assert drift.served.languages == {"es": 1.0}
    assert read_drift(database, MANIFEST, since_hour=NOON_HOUR, step=Step.HOUR).served.n_documents == 2


def test_what_was_served_is_compared_with_the_training_corpus(served: Served, database: Database) -> None:
    manifest = replace(MANIFEST, metrics={"reference": asdict(REFERENCE)})
    served.count([TAGGED["en"], TAGGED["es"]] * 50)
    served.flush()
    drift = read_drift(database, manifest, since_hour=0, step=Step.DAY)
    assert drift.reference == REFERENCE
    assert drift.stability["languages"].index == 0
    assert drift.stability["outcomes"].band is Band.SHIFTED
    assert drift.stability["labels"].band is Band.SHIFTING


@pytest.mark.parametrize("metrics", [{}, {"reference": None}, {"reference": {"n_documents": 3}}])
def test_without_a_reference_there_is_nothing_to_compare_with(
    served: Served, database: Database, metrics: dict
) -> None:
    served.count([TAGGED["en"]] * 100)
    served.flush()
    drift = read_drift(database, replace(MANIFEST, metrics=metrics), since_hour=0, step=Step.DAY)
    assert drift.reference is None
    assert set(drift.stability.values()) == {None}


def test_few_documents_show_no_drift(served: Served, database: Database) -> None:
    served.count([TAGGED["en"]] * 99 + [NOT_JUDGED])
    served.flush()
    manifest = replace(MANIFEST, metrics={"reference": asdict(REFERENCE)})
    assert set(read_drift(database, manifest, since_hour=0, step=Step.DAY).stability.values()) == {None}
