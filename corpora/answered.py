"""Requests that were answered before: sent again under the same key, they make nothing new."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from corpora.annotation import Annotation
from corpora.database import Now
from corpora.label_queries import annotation_of
from corpora.label_tables import idempotency_table


class KeyReusedError(Exception):
    """An idempotency key came before, with another request."""


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that a client may send again under the same key; its digest tells whether it is the same."""

    client: str
    key: str
    digest: str


def answer_to(connection: Connection, request: KeyedRequest) -> Annotation | None:
    """What the same request made before, or None where it is new.

    Raises:
        KeyReusedError: the key came before, with another request.
    """
    mine = idempotency_table.c
    query = select(mine.request_digest, mine.answer).where(mine.client == request.client, mine.key == request.key)
    before = connection.execute(query).first()
    if before is None:
        return None
    if before.request_digest != request.digest:
        raise KeyReusedError(f"the idempotency key {request.key!r} came before, with another request")
    return annotation_of(before.answer)


def keep_answer(connection: Connection, request: KeyedRequest, annotation: Annotation) -> None:
    """Remember what a request made, in the transaction in which it made it.

    Raises:
        IntegrityError: another transaction answers the same request at this moment.
    """
    row = {"client": request.client, "key": request.key, "request_digest": request.digest}
    answer = {"digest": annotation.digest, "answer": asdict(annotation)}
    connection.execute(idempotency_table.insert().values(created_at=Now(), **row, **answer))
