"""What a version served in the last days → rows of a table: each figure beside the training corpus, with its days."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from corpora.database import Database
from models.figures import Figures
from models.manifest import Manifest
from service.drift import Drift, Step, read_drift
from service.served import SECONDS_PER_HOUR

N_DAYS = 14
HOURS_PER_DAY = Step.DAY.hours
SECONDS_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR
SHARES = ("outcomes", "languages", "labels")
WHOLE = ("mean_confidence", "unknown_word_rate")


@dataclass(frozen=True, slots=True)
class Bar:
    """A day in a little chart: which one, and how high, in [0, 1]."""

    day: int
    height: float


@dataclass(frozen=True, slots=True)
class DriftRow:
    """A figure, in [0, 1]; None where it is not known.

    group : outcomes, languages, labels or other.
    days : one for each of the last `N_DAYS`, the oldest first.
    """

    group: str
    name: str
    reference: float | None
    served: float | None
    days: tuple[float | None, ...]

    @property
    def top(self) -> float:
        """What the highest bar stands for."""
        return max((value for value in (*self.days, self.reference) if value), default=1.0)

    @property
    def bars(self) -> Iterator[Bar]:
        """The days of which something is known."""
        return (Bar(day, value / self.top) for day, value in enumerate(self.days) if value is not None)

    @property
    def line(self) -> float | None:
        """How high the training corpus stands among the bars."""
        return None if self.reference is None else self.reference / self.top


@dataclass(frozen=True, slots=True)
class DriftTable:
    """The drift of a version; starts: of its days, in seconds since 1970."""

    drift: Drift
    starts: tuple[int, ...]
    rows: tuple[DriftRow, ...]


def drift_table(database: Database, manifest: Manifest, now: float | None = None) -> DriftTable:
    """What a version has served in the last `N_DAYS` days, today included; days are those of UTC.

    Raises:
        DatabaseError: the database cannot be used.
    """
    today = int((time.time() if now is None else now) // SECONDS_PER_DAY)
    first = today - N_DAYS + 1
    drift = read_drift(database, manifest, since_hour=first * HOURS_PER_DAY, step=Step.DAY)
    starts = tuple(day * SECONDS_PER_DAY for day in range(first, today + 1))
    return DriftTable(drift, starts, tuple(_rows(drift, starts)))


def _rows(drift: Drift, starts: tuple[int, ...]) -> Iterator[DriftRow]:
    by_day = {point.start: point.figures for point in drift.series}
    days = [by_day.get(start) for start in starts]
    for group in SHARES:
        for name in _names(drift, group):
            yield _row(group, name, drift, days)
    for name in WHOLE:
        yield _row("other", name, drift, days)


def _names(drift: Drift, group: str) -> list[str]:
    known = getattr(drift.reference, group, {}) if drift.reference else {}
    return list({**known, **getattr(drift.served, group)})


def _row(group: str, name: str, drift: Drift, days: list[Figures | None]) -> DriftRow:
    return DriftRow(
        group,
        name,
        _value(drift.reference, group, name),
        _value(drift.served, group, name),
        tuple(_value(figures, group, name) for figures in days),
    )


def _value(figures: Figures | None, group: str, name: str) -> float | None:
    if figures is None:
        return None
    if group not in SHARES:
        found: float | None = getattr(figures, name)
        return found
    shares: dict[str, float] = getattr(figures, group)
    return shares.get(name, 0.0) if shares else None
