"""The pool of documents to review: filled with tagged texts, and drawn from for one reviewer at a time."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, RowMapping, func, select, update
from sqlalchemy.exc import IntegrityError

from corpora.annotation import ChosenBy
from corpora.database import Database, Now
from corpora.document import Reason
from corpora.label_tables import text_table
from corpora.label_texts import ErasedTextError, put_text
from models.decision import Outcome
from service.example_schemas import MOST_SOURCE_CHARACTERS
from service.review_drawing import draw, votes_by_text, was_labelled
from service.review_queue import Doubt, Mix, review_lot
from service.review_table import review_table
from service.tagged import Row

BATCH = 100
ERASED, WITHDRAWN = "erased", "withdrawn"
_columns = review_table.c


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A text to be reviewed, with the tags that it was given.

    text : title and text as one, which the record's evidence quotes.
    record : as `TagRecord.to_row` gives it.
    n_reviewers : how many others have labelled it.
    """

    digest: str
    text: str
    language: str
    source: str | None
    record: Row
    chosen_by: ChosenBy
    n_reviewers: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """What came of adding documents: how many are in the pool now, and by reason how many were left out."""

    n: int
    left_out: Counter[str]


@dataclass(frozen=True, slots=True)
class PoolSize:
    """How many documents are in the pool, and how many of them nobody has labelled."""

    n: int
    n_unlabelled: int


class ReviewPool:
    """The pool in one database; every method is one transaction, except that `add` takes one for some documents each.

    Raises
    ------
    DatabaseError
        By every method: the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, tagged: Iterable[tuple[Row, str]]) -> Pooled:
        """Add rows of tags with their full texts; the tags of one that is there are replaced until it is labelled.

        What was not judged, or was erased before, is left out.
        """
        n, left_out = 0, Counter[str]()
        rest = iter(tagged)
        while some := list(islice(rest, BATCH)):
            reasons = self._add_some(some)
            n += reasons.count(None)
            left_out.update(reason for reason in reasons if reason is not None)
        return Pooled(n, left_out)

    def withdraw(self, digest: str) -> bool:
        """Take a document out of the pool for good; False where it is not in it."""
        there = update(review_table).where(_columns.digest == digest, _columns.withdrawn_at.is_(None))
        with self.database.write() as connection:
            return connection.execute(there.values(withdrawn_at=Now())).rowcount == 1

    def size(self) -> PoolSize:
        """How many documents there are."""
        votes = votes_by_text()
        joined = review_table.outerjoin(votes, votes.c.digest == _columns.digest)
        counts = select(func.count(), func.count(votes.c.digest)).select_from(joined)
        with self.database.read() as connection:
            n, n_labelled = connection.execute(counts.where(_columns.withdrawn_at.is_(None))).one()
        return PoolSize(n, n - n_labelled)

    def choose(self, n: int, reviewer: str, mix: Mix | None = None) -> list[ReviewItem]:
        """Up to n documents for a reviewer to look at, in the order in which they should be."""
        with self.database.read() as connection:
            drawn = draw(connection, n, reviewer, mix or Mix())
            return _to_items(connection, drawn)

    def find(self, digest: str, chosen_by: ChosenBy) -> ReviewItem | None:
        """A document of the pool, said to have been chosen so; None where it is not in it."""
        with self.database.read() as connection:
            return next(iter(_to_items(connection, {digest: chosen_by})), None)

    def _add_some(self, tagged: Sequence[tuple[Row, str]]) -> list[str | None]:
        """Why each was left out, or None; once more where another process adds the same texts at this moment."""
        try:
            return self._write_some(tagged)
        except IntegrityError:
            return self._write_some(tagged)

    def _write_some(self, tagged: Sequence[tuple[Row, str]]) -> list[str | None]:
        with self.database.write() as connection:
            return [_add_one(connection, row, text) for row, text in tagged]


def _add_one(connection: Connection, row: Row, text: str) -> str | None:
    if row["outcome"] == Outcome.NOT_JUDGED:
        return str(row["reason"])
    if "\0" in text:  # which PostgreSQL cannot hold
        return Reason.CORRUPT
    source = row["source"] and row["source"][:MOST_SOURCE_CHARACTERS]
    try:
        put_text(connection, row["sha256"], text, language=row["language"], source=source)
    except ErasedTextError:
        return ERASED
    return _put_row(connection, row)


def _put_row(connection: Connection, row: Row) -> str | None:
    """Add a row, or replace the tags of a text that is there; not where anybody ever labelled it. Why not, or None.

    A later version may have learnt those labels, and its tags would tell what it remembers, not how good it is.
    """
    digest, values = row["sha256"], _to_values(row)
    there = _columns.digest == digest
    if found := connection.execute(select(_columns.withdrawn_at).where(there)).first():
        if found.withdrawn_at is not None:
            return WITHDRAWN
        connection.execute(update(review_table).where(there, ~was_labelled()).values(values))
    else:
        identity = {"digest": digest, "lot": review_lot(digest)}
        connection.execute(review_table.insert().values(added_at=Now(), **identity, **values))
    return None


def _to_values(row: Row) -> Row:
    """A row of the table, less what never changes; halves of characters, as in names of files, are replaced."""
    doubt = Doubt.of(row["scores"], row["thresholds"])
    return {
        "record": json.loads(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")),
        "model_version": row["model_version"],
        "outcome": row["outcome"],
        "doubt": doubt.distance,
        "rivalry": doubt.rivalry,
    }


def _to_items(connection: Connection, drawn: dict[str, ChosenBy]) -> list[ReviewItem]:
    votes = votes_by_text()
    facts = (_columns.digest, text_table.c.text, text_table.c.language, text_table.c.source, _columns.record)
    there = _columns.digest.in_(drawn) & _columns.withdrawn_at.is_(None)
    query = select(*facts, func.coalesce(votes.c.n, 0).label("n_reviewers")).where(there)
    joined = review_table.join(text_table).outerjoin(votes, votes.c.digest == _columns.digest)
    rows: dict[str, RowMapping] = {
        row["digest"]: row for row in connection.execute(query.select_from(joined)).mappings()
    }
    return [ReviewItem(**rows[digest], chosen_by=way) for digest, way in drawn.items() if digest in rows]
