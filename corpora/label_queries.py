"""Annotations in the database, in a transaction of the caller's: one by one, by page, and as votes."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Text, cast, func, select, update

from corpora.annotation import Annotation, ChosenBy, Kind, NewAnnotation
from corpora.database import Now
from corpora.label_tables import label_table, text_table
from corpora.standing import Vote

_columns = label_table.c
_joined = select(label_table, text_table.c.language, text_table.c.source).join(text_table)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which annotations to look for; None: all.

    label : one of an annotation's labels.
    """

    author: str | None = None
    label: str | None = None
    language: str | None = None
    kind: Kind | None = None


def insert(connection: Connection, new: NewAnnotation) -> Annotation:
    """Append an annotation of a text that is stored."""
    id = uuid.uuid4().hex
    row = {"id": id, "digest": new.digest, "author": new.author, "kind": new.kind, "labels": list(new.labels)}
    facts = {"chosen_by": new.chosen_by, "prediction": new.prediction, "comment": new.comment}
    connection.execute(label_table.insert().values(created_at=Now(), **row, **facts))
    annotation = get(connection, id)
    if annotation is None:
        raise LookupError(id)
    return annotation


def get(connection: Connection, id: str) -> Annotation | None:
    """The annotation of that id, also one that was deleted, or None."""
    row = connection.execute(_joined.where(_columns.id == id)).mappings().one_or_none()
    return annotation_of(row) if row else None


def history(connection: Connection, digest: str, author: str | None = None) -> list[Annotation]:
    """All that was ever said of a text, the oldest first, deleted or not; by one author, where named."""
    query = _joined.where(_columns.digest == digest).order_by(_columns.number)
    if author is not None:
        query = query.where(_columns.author == author)
    return [annotation_of(row) for row in connection.execute(query).mappings()]


def others_labelled(connection: Connection, digest: str, author: str) -> bool:
    """Whether anybody else ever said anything of a text."""
    theirs = select(_columns.number).where(_columns.digest == digest, _columns.author != author).limit(1)
    return connection.execute(theirs).first() is not None


def newest_first(
    connection: Connection, wanted: Filter, is_wanted: Callable[[str], bool], *, before: int | None, n: int
) -> list[Annotation]:
    """Up to n annotations that are not deleted, numbered below `before`, of texts whose digest is wanted."""
    query = _filtered(wanted).order_by(_columns.number.desc())
    if before is not None:
        query = query.where(_columns.number < before)
    found: list[Annotation] = []
    with connection.execution_options(yield_per=n).execute(query) as rows:
        for row in rows.mappings():
            if is_wanted(row["digest"]):
                found.append(annotation_of(row))
            if len(found) == n:
                break
    return found


def oldest_first(connection: Connection) -> Iterator[tuple[Annotation, str]]:
    """Yield the annotations that are not deleted with their texts, except erased ones."""
    query = _joined.add_columns(text_table.c.text).where(_columns.deleted_at.is_(None), text_table.c.text.is_not(None))
    for row in connection.execution_options(yield_per=100).execute(query.order_by(_columns.number)).mappings():
        yield annotation_of({name: value for name, value in row.items() if name != "text"}), row["text"]


def delete(connection: Connection, id: str) -> None:
    """Take an annotation back; it stays in the history."""
    mine = update(label_table).where(_columns.id == id, _columns.deleted_at.is_(None))
    connection.execute(mine.values(deleted_at=Now()))


def votes(connection: Connection, *, digest: str | None = None, met_by: str | None = None) -> Iterator[Vote]:
    """Yield annotations that are not deleted, by rising number, as far as they decide.

    digest : those of one text only.
    met_by : those of texts only that this author labelled.
    """
    decisive = (_columns.number, _columns.digest, _columns.author, _columns.kind, _columns.labels)
    query = select(*decisive, text_table.c.erased_at).join(text_table).where(_columns.deleted_at.is_(None))
    if digest is not None:
        query = query.where(_columns.digest == digest)
    if met_by is not None:
        query = query.where(_columns.digest.in_(select(_columns.digest).where(_columns.author == met_by)))
    for number, of, author, kind, labels, erased_at in connection.execute(query.order_by(_columns.number)):
        yield Vote(number, of, author, Kind(kind), tuple(labels), erased_at is not None)


def annotation_of(row: RowMapping | dict[str, Any]) -> Annotation:
    """The annotation of a row, or of `dataclasses.asdict`, back from JSON."""
    chosen_by = row["chosen_by"] and ChosenBy(row["chosen_by"])
    typed = {"kind": Kind(row["kind"]), "labels": tuple(row["labels"]), "chosen_by": chosen_by}
    return Annotation(**{**row, **typed})


def _filtered(wanted: Filter) -> Select[Any]:
    query = _joined.where(_columns.deleted_at.is_(None))
    if wanted.author is not None:
        query = query.where(_columns.author == wanted.author)
    if wanted.kind is not None:
        query = query.where(_columns.kind == wanted.kind)
    if wanted.language is not None:
        query = query.where(text_table.c.language == wanted.language)
    if wanted.label is not None:
        stored = cast(_columns.labels, Text)  # as JSON, the ids in quotation marks
        query = query.where(func.replace(stored, json.dumps(wanted.label), "") != stored)  # LIKE differs by database
    return query
