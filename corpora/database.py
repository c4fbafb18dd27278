"""A database URL → transactions on SQLite or PostgreSQL, over a schema that is brought up to date on first use."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, Float, MetaData, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = "0002"  # the newest revision there
WAIT_SECONDS = 30
_UPGRADE_LOCK = 7_405_172  # any number, the same in every process

metadata = MetaData()


class DatabaseError(Exception):
    """The database cannot be used; the message says why, without what was asked of it."""


class Now(FunctionElement[float]):
    """The database's clock, in seconds since 1970: the one clock that all processes share."""

    type = Float()
    inherit_cache = True


@compiles(Now, "sqlite")
def _now_on_sqlite(element: Now, compiler: Any, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(Now, "postgresql")
def _now_on_postgresql(element: Now, compiler: Any, **options: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


class Database:
    """Connections to one database, each used by one thread at a time; to be closed when done.

    Parameters
    ----------
    url : str
        sqlite:///file or postgresql://…; nothing is connected to before the first transaction.

    Raises
    ------
    DatabaseError
        The URL is of another kind, or the driver of PostgreSQL is not installed.
    """

    def __init__(self, url: str) -> None:
        self._engine = _create_engine(url)
        self._is_current = False
        self._lock = Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            DatabaseError: the database cannot be reached, or was made by a newer version.
        """
        self._ensure_current()
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end; on SQLite one at a time.

        Raises:
            DatabaseError: as `read` does.
        """
        self._ensure_current()
        with _translated(), self._begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def scrub(self) -> None:
        """Leave nothing of what was deleted in SQLite's files; PostgreSQL overwrites it in its own time.

        Raises:
            DatabaseError: others read for too long meanwhile; to be called again.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with closing(self._engine.raw_connection()) as connection:
            is_busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise DatabaseError("the database is in use: what was deleted may still be in its files; delete it again")

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(is_writing=True) as connection, connection.begin():
            yield connection

    def _ensure_current(self) -> None:
        if self._is_current:
            return
        with self._lock, _translated():
            if self._engine.dialect.name == "sqlite" and self._engine.url.database:
                Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                is_current = _revision(connection) == HEAD
            if not is_current:
                with self._begin() as connection:
                    _upgrade(connection)
            self._is_current = True


def _create_engine(url: str) -> Engine:
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
            url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"connect_timeout": 10}
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


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    """Apply what is missing, in this transaction and under a lock, since several processes may start at once."""
    from alembic.config import Config  # most processes find the schema as it should be, and need none of this
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
    script = ScriptDirectory(str(MIGRATIONS))
    steps = EnvironmentContext(Config(), script, fn=lambda revision, _: script._upgrade_revs("head", revision))
    try:
        with steps:
            steps.configure(connection=connection)
            steps.run_migrations()
    except CommandError as error:
        raise DatabaseError("the database was made by a newer version of Policy Tagger; install that one") from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise DatabaseError(f"the database cannot be used ({type(error).__name__})") from error
