"""Which job a worker may take: one that is queued and due, or one whose worker has died."""

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from corpora.database import Now
from service.job_table import State, job_table

_columns = job_table.c


def signs_of_life(connection: Connection, kinds: Collection[str]) -> dict[str, float]:
    """The last sign of life of each worker that has a job of these kinds, by the name of the owner."""
    running = _columns.kind.in_(kinds) & (_columns.state == State.RUNNING)
    rows = connection.execute(select(_columns.owner, _columns.lease_until).where(running))
    return {row.owner: row.lease_until for row in rows}


def next_id(connection: Connection, kinds: Collection[str], lost: Collection[str], most_wait: float) -> str | None:
    """The job of these kinds that has waited longest and may be taken, locked, or None.

    lost : owners that have died.
    most_wait : seconds; a job that is to wait for longer was put there before a clock was set back.
    """
    is_due = or_(_columns.lease_until.is_(None), _columns.lease_until < Now(), _columns.lease_until > Now() + most_wait)
    is_free = or_(
        (_columns.state == State.QUEUED) & is_due, (_columns.state == State.RUNNING) & _columns.owner.in_(lost)
    )
    return connection.scalar(
        select(_columns.id)
        .where(_columns.kind.in_(kinds), is_free)
        .order_by(_columns.created_at, _columns.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
