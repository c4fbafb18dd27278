"""What a version has served → how it changed over time, and how far it is from what the version was trained on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, Table, select

from corpora.database import Database
from models.decision import Outcome
from models.figures import Counts, Figures
from models.manifest import Manifest
from service.served import SECONDS_PER_HOUR
from service.served_tables import served_label_table, served_table
from service.stability import Stability, measure_stability

REFERENCE = "reference"
LEAST_JUDGED = 100


class Step(StrEnum):
    """What the points of a series are apart."""

    HOUR = "hour"
    DAY = "day"

    @property
    def hours(self) -> int:
        """In hours."""
        return 24 if self is Step.DAY else 1


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of a step of time that begins at start, in seconds since 1970."""

    start: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Drift:
    """Figures over time beside those of the training corpus.

    reference : None where the version does not know it.
    stability : of outcomes, languages and labels among what was judged; None where it cannot be told.
    series : steps in which something was served, in order.
    """

    reference: Figures | None
    served: Figures
    stability: dict[str, Stability | None]
    series: tuple[Point, ...]


def read_drift(database: Database, manifest: Manifest, *, since_hour: int, step: Step) -> Drift:
    """What a version has served from an hour on, counted since 1970.

    Raises:
        DatabaseError: the database cannot be used.
    """
    with database.read() as connection:
        documents = connection.execute(_of(served_table, manifest.version, since_hour)).mappings().all()
        labels = connection.execute(_of(served_label_table, manifest.version, since_hour)).mappings().all()
    by_step = _count(documents, labels, step.hours)
    served = _count(documents, labels, None)[0].figures(manifest.labels)
    reference = read_reference(manifest)
    return Drift(
        reference,
        served,
        _stability(reference, served),
        tuple(
            Point(start * step.hours * SECONDS_PER_HOUR, counts.figures(manifest.labels))
            for start, counts in sorted(by_step.items())
        ),
    )


def read_reference(manifest: Manifest) -> Figures | None:
    """The figures of the training corpus, which a manifest holds among its metrics; None where it does not."""
    found = manifest.metrics.get(REFERENCE)
    if not isinstance(found, dict) or found.keys() != {part.name for part in fields(Figures)}:
        return None
    return Figures(**found)


def _of(table: Table, version: str, since_hour: int) -> Any:
    return select(table).where(table.c.version == version, table.c.hour >= since_hour)


def _count(
    documents: Sequence[RowMapping], labels: Sequence[RowMapping], step_hours: int | None
) -> defaultdict[int, Counts]:
    """Counts by step, numbered since 1970; under 0 where there is only one."""
    counts: defaultdict[int, Counts] = defaultdict(Counts)

    def at(hour: int) -> Counts:
        return counts[hour // step_hours if step_hours else 0]

    for row in documents:
        _add(at(row["hour"]), row)
    for row in labels:
        at(row["hour"]).labels[row["label"]] += row["n_documents"]
    return counts


def _add(counts: Counts, row: RowMapping) -> None:
    counts.outcomes[row["outcome"]] += row["n_documents"]
    if row["outcome"] != Outcome.NOT_JUDGED:
        counts.languages[row["language"]] += row["n_documents"]
    counts.confidence += row["confidence"]
    counts.n_words += row["n_words"]
    counts.n_unknown_words += row["n_unknown_words"]


def _stability(reference: Figures | None, served: Figures) -> dict[str, Stability | None]:
    if reference is None or served.n_judged < LEAST_JUDGED:
        return dict.fromkeys(("outcomes", "languages", "labels"))
    return {
        "outcomes": measure_stability(_judged(reference.outcomes), _judged(served.outcomes)),
        "languages": measure_stability(reference.languages, served.languages),
        "labels": measure_stability(reference.labels, served.labels),
    }


def _judged(outcomes: Mapping[str, float]) -> dict[str, float]:
    return {outcome: share for outcome, share in outcomes.items() if outcome != Outcome.NOT_JUDGED}
