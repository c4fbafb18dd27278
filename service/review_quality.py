"""Reviews of documents drawn at random → how often the tags of the pool are right, with intervals.

The documents that count are those with the lowest lots, up to the first that nobody has labelled, whatever brought
people to look at them: so they are a simple random sample of the pool (permanent random numbers, Ohlsson 1995). What
was labelled before it came into the pool is not of it: the version that tagged it may have learnt what people said.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from corpora.database import Database
from corpora.label_queries import votes
from corpora.standing import standings
from service.proportions import Estimate, wilson
from service.review_drawing import votes_by_text, was_labelled
from service.review_table import review_table
from service.tagged import Row

_columns = review_table.c


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """How right a label is, as tagged; estimates are None where nothing can be told.

    n_given, n_gold : documents of the sample with the label, by the tags and by people.
    """

    label: str
    n_given: int
    n_gold: int
    n_both: int

    @property
    def precision(self) -> Estimate | None:
        """The share of the documents with the label that are about it."""
        return wilson(self.n_both, self.n_given)

    @property
    def recall(self) -> Estimate | None:
        """The share of the documents about it that have the label; one in doubt has none."""
        return wilson(self.n_both, self.n_gold)

    @property
    def f1(self) -> Estimate | None:
        """Their harmonic mean, through the share of both in either, of which it is a rising function."""
        share = wilson(self.n_both, self.n_given + self.n_gold - self.n_both)
        return share and Estimate(*(2 * end / (1 + end) for end in (share.value, share.low, share.high)))


@dataclass(frozen=True, slots=True)
class Quality:
    """What a random sample of the pool tells.

    n_pool, n_sampled : documents in the pool, and in the sample.
    n_disputed : of the sample, left out of the figures, since people disagree on them.
    model_versions : that tagged the sample.
    """

    n_pool: int
    n_sampled: int
    n_disputed: int
    model_versions: tuple[str, ...]
    labels: tuple[LabelQuality, ...]


def estimate_quality(database: Database, version: str | None = None) -> Quality:
    """The quality of the pool's tags, or of those by one model version."""
    with database.read() as connection:
        n_pool = connection.scalar(_active(select(func.count()).select_from(review_table), version)) or 0
        records = _sample(connection, version)
        stands = standings(votes(connection))
    decided = [
        (row, decision.labels)
        for digest, row in records.items()
        if digest in stands and (decision := stands[digest].decision)
    ]
    versions = sorted({row["model_version"] for row in records.values()})
    return Quality(n_pool, len(records), len(records) - len(decided), tuple(versions), _by_label(decided))


def _sample(connection: Connection, version: str | None) -> dict[str, Row]:
    """The records, by digest, of the documents before the first in the order of lots that nobody has labelled."""
    labelled = votes_by_text()
    unlabelled = (
        select(func.min(_columns.lot))
        .select_from(review_table.outerjoin(labelled, labelled.c.digest == _columns.digest))
        .where(labelled.c.digest.is_(None))
    )
    first = connection.scalar(_fresh(unlabelled, version))
    query = _fresh(select(_columns.digest, _columns.record), version)
    rows = connection.execute(query if first is None else query.where(_columns.lot < first))
    return {row.digest: row.record for row in rows}


def _fresh(query: Select[Any], version: str | None) -> Select[Any]:
    """Of the active ones those that nobody had labelled before they came into the pool."""
    return _active(query, version).where(~was_labelled(before=_columns.added_at))


def _active(query: Select[Any], version: str | None) -> Select[Any]:
    query = query.where(_columns.withdrawn_at.is_(None))
    return query if version is None else query.where(_columns.model_version == version)


def _by_label(decided: Iterable[tuple[Row, tuple[str, ...]]]) -> tuple[LabelQuality, ...]:
    given, gold, both = Counter[str](), Counter[str](), Counter[str]()
    labels: dict[str, None] = {}
    for row, by_people in decided:
        labels |= dict.fromkeys((*row["scores"], *by_people))
        given.update(row["labels"])
        gold.update(by_people)
        both.update({*row["labels"]} & {*by_people})
    return tuple(LabelQuality(label, given[label], gold[label], both[label]) for label in labels)
