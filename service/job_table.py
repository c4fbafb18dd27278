"""The table of jobs and its rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Double, Index, Integer, String, Table, Text

from corpora.database import metadata


class Kind(StrEnum):
    """What a job is to do."""

    ARCHIVE = "archive"
    TRAINING = "training"
    IMPACT = "impact"


class State(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.QUEUED, State.RUNNING)
ACTOR = "actor"  # the option that names whose key asked for the job

job_table = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(32)),
    Column("lease_until", Double),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("file", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("n_done", Integer, nullable=False),
    Column("n_failed", Integer, nullable=False),
    Column("share", Double),
    Column("message", Text),
    Column("stage", String(64)),
    Column("result", JSON),
    Index("job_by_state", "state", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the table; times are seconds since 1970 by the database's clock.

    owner : who holds the lease, or held it last.
    lease_until : no one else may claim the job before.
    file : what the client called its input.
    options : how it is to be done, as JSON.
    share : of the input that has been read, from 0 to 1.
    message : why it failed or had to begin again.
    stage : what it is about right now.
    result : what came of it, as JSON.
    """

    id: str
    kind: str
    state: State
    owner: str | None
    lease_until: float | None
    attempts: int
    created_at: float
    started_at: float | None
    finished_at: float | None
    file: str
    options: dict[str, Any]
    n_done: int
    n_failed: int
    share: float | None
    message: str | None
    stage: str | None
    result: dict[str, Any] | None
