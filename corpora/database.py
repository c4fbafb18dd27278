"""A database URL → transactions on SQLite or PostgreSQL, over a schema that is brought up to date on first use."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Float, MetaData, inspect, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from corpora.database_errors import DatabaseError, DatabaseFullError, translated
from corpora.engines import make_engine

__all__ = ["HEAD", "MIGRATIONS", "Database", "DatabaseError", "DatabaseFullError", "Now", "metadata"]

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = "0002"  # the newest revision there
_UPGRADE_LOCK = 7_405_172  # any number, the same in every process

metadata = MetaData()


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
        self._engine = make_engine(url)
        self._is_current = False
        self._lock = Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            DatabaseError: the database cannot be reached, or was made by a newer version.
        """
        self._ensure_current()
        with translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end; on SQLite one at a time.

        Raises:
            DatabaseError: as `read` does.
        """
        self._ensure_current()
        with translated(), self._begin() as connection:
            yield connection

    def ping(self) -> None:
        """Make sure that it answers.

        Raises:
            DatabaseError: it does not, or the file of SQLite is gone; a new one would not be the same.
        """
        if self._is_current and (file := self.file) and not file.exists():
            raise DatabaseError("the file of the database is gone")
        with self.read() as connection:
            connection.execute(text("SELECT version_num FROM alembic_version"))

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; None with PostgreSQL."""
        url = self._engine.url
        return Path(url.database) if self._engine.dialect.name == "sqlite" and url.database else None

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
        with translated(), closing(self._engine.raw_connection()) as connection:
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
        with self._lock, translated():
            if self.file:
                _make_folder(self.file.parent)
            with self._engine.connect() as connection:
                is_current = _revision(connection) == HEAD
            if not is_current:
                with self._begin() as connection:
                    _upgrade(connection)
            self._is_current = True


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"the folder of the database cannot be made ({error.strerror})") from error


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
