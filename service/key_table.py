"""The table of API keys and its rows: of each key only the SHA-256 is kept."""

from dataclasses import dataclass

from sqlalchemy import JSON, Column, Double, Index, String, Table, text

from corpora.database import metadata
from service.scopes import Scope

IS_LIVE = text("revoked_at IS NULL")

key_table = Table(
    "api_key",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
    Index("api_key_by_name", "name", unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
)


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the table; times are seconds since 1970 by the database's clock.

    id : names the key to the operator; it opens nothing.
    sha256 : of the secret, in hexadecimal digits.
    """

    id: str
    name: str
    sha256: str
    scopes: frozenset[Scope]
    created_at: float
    revoked_at: float | None
