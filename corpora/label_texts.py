"""The texts that people label, in a transaction of the caller's: stored once, erased on request."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Table, Update, func, select, update

from corpora.database import Now
from corpora.label_tables import idempotency_table, label_table, text_table

MOST_IN_A_QUERY = 500
_columns = text_table.c


class ErasedTextError(Exception):
    """A text was erased on request and is not taken again."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the text {digest[:16]}… was erased on request and is not stored again")


@dataclass(frozen=True, slots=True)
class StoredText:
    """A row of the table; text is None once it is erased. Times are seconds since 1970 by the database's clock."""

    digest: str
    text: str | None
    language: str
    source: str | None
    created_at: float
    erased_at: float | None


def put_text(connection: Connection, digest: str, text: str, *, language: str, source: str | None) -> None:
    """Store a text unless it is there; of one that is there, only a source that was not known is noted.

    Raises:
        ErasedTextError: it was erased.
        IntegrityError: another transaction stores it at this moment; in a new one it is there.
    """
    known = connection.execute(select(_columns.erased_at).where(_columns.digest == digest).with_for_update()).first()
    if known is None:
        row = {"digest": digest, "text": text, "language": language, "source": source}
        connection.execute(text_table.insert().values(created_at=Now(), **row))
    elif known.erased_at is not None:
        raise ErasedTextError(digest)
    else:
        connection.execute(_of(digest).values(source=func.coalesce(_columns.source, source)))


def restate(connection: Connection, digest: str, *, language: str, source: str | None) -> None:
    """Note what a person says of a stored text's language, and of its source unless that is None."""
    connection.execute(_of(digest).values(language=language, source=func.coalesce(source, _columns.source)))


def get_text(connection: Connection, digest: str) -> StoredText | None:
    """The text of that digest, erased or not, or None where there never was one."""
    row = connection.execute(select(text_table).where(_columns.digest == digest)).mappings().one_or_none()
    return StoredText(**row) if row else None


def get_texts(connection: Connection, digests: Iterable[str]) -> Iterator[StoredText]:
    """Yield the texts of those digests, some at a time, in no order."""
    for some in _batched(digests):
        for row in connection.execute(select(text_table).where(_columns.digest.in_(some))).mappings():
            yield StoredText(**row)


def erase_text(connection: Connection, digest: str, also: Sequence[Table]) -> None:
    """Remove a text's characters and source, comments on it and answers about it; labels and times remain.

    also : other tables whose rows of that `digest` go altogether.
    """
    gone = {"text": None, "source": None, "erased_at": func.coalesce(_columns.erased_at, Now())}
    connection.execute(_of(digest).values(gone))
    connection.execute(update(label_table).where(label_table.c.digest == digest).values(comment=None))
    for table in (idempotency_table, *also):
        connection.execute(table.delete().where(table.c.digest == digest))


def _of(digest: str) -> Update:
    return update(text_table).where(_columns.digest == digest)


def _batched(digests: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(digests)
    while some := list(islice(rest, MOST_IN_A_QUERY)):
        yield some
