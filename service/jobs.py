"""Work that outlives a request: the table of jobs, and who may work on which.

A worker holds a job by a lease under an owner's name that is new with every claim. It renews the lease while it works;
one that has died, or lost its lease, changes nothing any more. A job is thus done by one worker at a time, and begun
again where its worker was lost. That a lease has run out is told by its owner's silence, not by the time of day.
"""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, RowMapping, Update, func, select, update

from corpora.database import Database, Now
from service.job_claims import next_id, signs_of_life
from service.job_table import ACTOR, OPEN, Job, State, job_table
from service.leases import Leases

MOST_ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 2.0**MOST_ATTEMPTS  # of a job that is tried again; more only if a clock was set back
LEASE_SECONDS = 30.0
_columns = job_table.c


class Jobs:
    """The jobs of one database; every method is one transaction.

    Parameters
    ----------
    database : Database
    lease_seconds : float
        How long a worker that gives no sign of life keeps its job.

    Raises
    ------
    DatabaseError
        By every method: the database cannot be used.
    """

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self.database = database
        self.lease_seconds = lease_seconds
        self._leases = Leases(lease_seconds)

    def submit(self, kind: str, file: str, options: dict[str, Any], id: str | None = None) -> Job:
        """Queue a job, under an id that cannot be guessed."""
        id = id or new_id()
        row = {"id": id, "kind": kind, "state": State.QUEUED, "file": file, "options": options}
        counts = {"attempts": 0, "n_done": 0, "n_failed": 0}
        with self.database.write() as connection:
            connection.execute(job_table.insert().values(created_at=Now(), **row, **counts))
            return _one(connection, id)

    def get(self, id: str) -> Job | None:
        """The job, or None where there is none of that id."""
        with self.database.read() as connection:
            return _find(connection, id)

    def find(self, ids: Collection[str]) -> dict[str, Job]:
        """The jobs that there are of these ids, by id."""
        wanted = select(job_table).where(_columns.id.in_(ids))
        with self.database.read() as connection:
            return {row["id"]: _to_job(row) for row in connection.execute(wanted).mappings()}

    def latest(self, kind: str) -> Job | None:
        """The job of a kind that was submitted last, or None where there is none."""
        return next(iter(self.newest(kind, 1)), None)

    def newest(self, kind: str, n: int, skipped: int = 0, actor: str | None = None) -> list[Job]:
        """Up to n jobs of a kind, of one actor or of all, the last one first, after so many that are skipped."""
        of_kind = select(job_table).where(_columns.kind == kind).order_by(_columns.created_at.desc(), _columns.id)
        if actor is not None:
            of_kind = of_kind.where(_columns.options[ACTOR].as_string() == actor)
        with self.database.read() as connection:
            return [_to_job(row) for row in connection.execute(of_kind.limit(n).offset(skipped)).mappings()]

    def ids(self) -> set[str]:
        """The ids of all jobs."""
        with self.database.read() as connection:
            return set(connection.scalars(select(_columns.id)))

    def claim(self, *kinds: str) -> Job | None:
        """Take the job of these kinds that has waited longest; one that was begun too often fails instead.

        One whose worker has died is taken once that has been silent for a lease, as far as this object has seen.
        """
        with self.database.write() as connection:
            lost = self._leases.lapsed(signs_of_life(connection, kinds))
            while id := next_id(connection, kinds, lost, 2 * max(self.lease_seconds, LONGEST_WAIT_SECONDS)):
                job = _one(connection, id)
                if job.attempts < MOST_ATTEMPTS:
                    connection.execute(self._taken(job))
                    return _one(connection, id)
                connection.execute(_given_up(job))
        return None

    def renew(self, id: str, owner: str) -> bool:
        """Keep the lease for longer; False where the job is no longer the owner's."""
        return self._change(id, owner, lease_until=Now() + self.lease_seconds)

    def report(
        self,
        id: str,
        owner: str,
        *,
        n_done: int = 0,
        n_failed: int = 0,
        share: float | None,
        stage: str | None = None,
    ) -> bool:
        """Write how far it has come; False where the job is no longer the owner's."""
        return self._change(id, owner, n_done=n_done, n_failed=n_failed, share=share, stage=stage)

    def release(
        self, id: str, owner: str, message: str | None = None, *, in_seconds: float = 0.0, counts: bool = True
    ) -> bool:
        """Give a job back, to be claimed again after so many seconds.

        counts : whether it was an attempt, of which there may be few; without a message it was none.
        """
        attempts = _columns.attempts - int(message is None or not counts)
        return self._change(
            id, owner, state=State.QUEUED, message=message, attempts=attempts, lease_until=Now() + in_seconds
        )

    def finish(self, id: str, owner: str, state: State, message: str | None = None, **outcome: Any) -> bool:
        """End a job; True as well where the owner has already done so.

        outcome : n_done and n_failed, as they came out, or result.
        """
        ended = {"state": state, "message": message, "stage": None, "finished_at": Now(), "lease_until": None}
        if self._change(id, owner, **ended, **outcome):
            return True
        job = self.get(id)
        return job is not None and (job.owner, job.state) == (owner, state)

    def cancel(self, id: str) -> bool:
        """End a job that is queued or running; False where it is neither."""
        mine = update(job_table).where(_columns.id == id, _columns.state.in_(OPEN))
        return self._execute(mine.values(state=State.CANCELLED, finished_at=Now(), lease_until=None))

    def remove(self, id: str) -> bool:
        """Forget a job that has ended; False where there is none."""
        with self.database.write() as connection:
            gone = job_table.delete().where(_columns.id == id, _columns.state.not_in(OPEN))
            return connection.execute(gone).rowcount == 1

    def _taken(self, job: Job) -> Update:
        return _of(job.id).values(
            state=State.RUNNING,
            owner=new_id(),
            lease_until=Now() + self.lease_seconds,
            attempts=job.attempts + 1,
            started_at=func.coalesce(_columns.started_at, Now()),
        )

    def _change(self, id: str, owner: str, **values: Any) -> bool:
        return self._execute(_of(id).where(_columns.owner == owner, _columns.state == State.RUNNING).values(**values))

    def _execute(self, statement: Update) -> bool:
        with self.database.write() as connection:
            return connection.execute(statement).rowcount == 1


def retry_in(job: Job) -> float:
    """How many seconds to wait before a job that could not be done is tried again."""
    return float(2**job.attempts)


def new_id() -> str:
    """122 random bits in hexadecimal digits."""
    return uuid.uuid4().hex


def _of(id: str) -> Update:
    return update(job_table).where(_columns.id == id)


def _given_up(job: Job) -> Update:
    message = job.message or "the process that did it was lost"
    values = {"message": f"given up after {job.attempts} attempts: {message}", "lease_until": None}
    return _of(job.id).values(state=State.FAILED, finished_at=Now(), **values)


def _find(connection: Connection, id: str) -> Job | None:
    row = connection.execute(select(job_table).where(_columns.id == id)).mappings().one_or_none()
    return _to_job(row) if row else None


def _to_job(row: RowMapping) -> Job:
    return Job(**{**row, "state": State(row["state"])})


def _one(connection: Connection, id: str) -> Job:
    job = _find(connection, id)
    if job is None:
        raise LookupError(id)
    return job
