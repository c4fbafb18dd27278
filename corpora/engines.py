"""A database URL → an engine of SQLAlchemy, set up so that nothing committed is lost and nobody waits for ever."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from corpora.database_errors import DatabaseError

WAIT_SECONDS = 30  # for who writes to SQLite
CONNECT_SECONDS = 10
PATIENCE_SECONDS = 10  # for a connection of the pool, and for a network that swallows what is sent
POSTGRESQL_OPTIONS = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": PATIENCE_SECONDS,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": PATIENCE_SECONDS * 1000,
}


def make_engine(url: str) -> Engine:
    """An engine that has connected to nothing yet.

    Raises:
        DatabaseError: the URL is of another kind, or the driver of PostgreSQL is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("the database URL cannot be read") from error
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite_engine(parsed)
        case "postgresql":
            return _postgresql_engine(parsed)
        case other:
            raise DatabaseError(f"a database of kind {other} cannot be used; allowed: sqlite, postgresql")


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _postgresql_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_timeout=PATIENCE_SECONDS,
            connect_args=POSTGRESQL_OPTIONS,
        )
    except ModuleNotFoundError as error:
        raise DatabaseError("PostgreSQL's driver is missing: pip install 'policy-tagger[postgresql]'") from error


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions at places of its own choice
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(connection: Connection) -> None:
    """Take the lock at the start: a reader that comes to write later could only fail."""
    is_writing = connection.get_execution_options().get("is_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
