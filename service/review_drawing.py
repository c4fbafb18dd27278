"""Which documents of the pool come next for a reviewer, in a transaction of the caller's."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, Select, Subquery, case, exists, func, select

from corpora.annotation import ChosenBy
from corpora.label_tables import label_table
from models.decision import Outcome
from service.review_queue import MOST_RIVALRY, Mix, turns
from service.review_table import review_table

MOST_REVIEWERS = 2  # of one text: a second one shows how well people agree
REMEMBERED_TURNS = 20
_items = review_table.c
_labels = label_table.c


def draw(connection: Connection, n: int, reviewer: str, mix: Mix) -> dict[str, ChosenBy]:
    """Digests of up to n documents and how each was chosen, those that nobody has labelled first.

    What the reviewer has labelled does not come again; what one other person has labelled may.
    """
    drawn: dict[str, ChosenBy] = {}
    due = turns(mix, _latest_turns(connection, reviewer))
    for n_reviewers in range(MOST_REVIEWERS):
        queues = {way: _queue(connection, way, reviewer, n_reviewers, n) for way in ChosenBy}
        while len(drawn) < n and queues:
            way = next(due)
            way = way if way in queues else next(iter(queues))
            digest = next((digest for digest in queues[way] if digest not in drawn), None)
            if digest is None:
                del queues[way]
            else:
                drawn[digest] = way
        if len(drawn) == n:
            break
    return drawn


def votes_by_text(reviewer: str | None = None) -> Subquery:
    """By digest: `n`, how many people labelled the text, and `is_theirs`, 1 where the reviewer did."""
    is_theirs = case((_labels.author == reviewer, 1), else_=0)
    counts = (func.count(_labels.author.distinct()).label("n"), func.max(is_theirs).label("is_theirs"))
    return select(_labels.digest, *counts).where(_labels.deleted_at.is_(None)).group_by(_labels.digest).subquery()


def was_labelled(before: ColumnElement[float] | None = None) -> Exists:
    """Whether anybody labelled the text of a row of the pool, be it taken back since; ever, or before a time."""
    said = exists().where(_labels.digest == _items.digest).correlate(review_table)
    return said if before is None else said.where(_labels.created_at < before)


def _latest_turns(connection: Connection, reviewer: str) -> list[ChosenBy]:
    mine = select(_labels.chosen_by).where(
        _labels.author == reviewer, _labels.chosen_by.is_not(None), _labels.deleted_at.is_(None)
    )
    latest = mine.order_by(_labels.number.desc()).limit(REMEMBERED_TURNS)
    return [ChosenBy(way) for way in connection.scalars(latest)]


def _queue(connection: Connection, way: ChosenBy, reviewer: str, n_reviewers: int, n: int) -> Iterator[str]:
    """Digests in the order of a way to choose, as many as may be needed where the others take the first ones."""
    votes = votes_by_text(reviewer)
    found: Select[Any] = (
        select(_items.digest)
        .outerjoin(votes, votes.c.digest == _items.digest)
        .where(_items.withdrawn_at.is_(None), func.coalesce(votes.c.n, 0) == n_reviewers)
        .where(func.coalesce(votes.c.is_theirs, 0) == 0)
    )
    if way is ChosenBy.COMPETING:
        found = found.where(_items.rivalry <= MOST_RIVALRY)
    ordered = found.order_by(*_order(way), _items.digest)
    return iter(connection.scalars(ordered.limit(n * len(ChosenBy))).all())


def _order(way: ChosenBy) -> tuple[ColumnElement[Any], ...]:
    match way:
        case ChosenBy.UNCERTAIN:
            return case((_items.outcome == Outcome.UNCERTAIN, 0), else_=1), _items.doubt
        case ChosenBy.COMPETING:
            return (_items.rivalry,)
        case ChosenBy.RANDOM:
            return (_items.lot,)
