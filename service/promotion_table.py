"""The table of who made which version current, and why; and its rows."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Double, Integer, String, Table, Text

from corpora.database import metadata

promotion_table = Table(
    "promotion",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("version", String(64), nullable=False),
    Column("previous", String(64)),
    Column("actor", String(100), nullable=False),
    Column("reason", Text),
    Column("created_at", Double, nullable=False),
)


class Action(StrEnum):
    """How a version became current."""

    PROMOTE = "promote"
    FORCE = "force"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Promotion:
    """A row of the table: a version became current in the place of another.

    previous : None where none was current.
    created_at : seconds since 1970 by the database's clock.
    """

    number: int
    action: Action
    version: str
    previous: str | None
    actor: str
    reason: str | None
    created_at: float
