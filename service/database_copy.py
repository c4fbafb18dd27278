"""A database in use → a copy in one file as it was at one moment, and back: SQLite's own backup, or pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, make_url, text

from corpora.database import Database, DatabaseError
from corpora.database_errors import translated
from corpora.engines import make_engine
from service.errors import BackupError

SQLITE_COPY = "database.sqlite"
POSTGRESQL_COPY = "database.dump"
BY_HAND = (
    "install PostgreSQL's client programs, or run `pg_dump --format=custom --no-owner --file=database.dump DATABASE` "
    "where they are and then `policy-tagger backup --no-database FILE`"
)


def copy_database(url: str, folder: Path) -> Path:
    """Copy a database into a folder; where the copy is.

    Raises:
        BackupError: pg_dump is missing or fails, or the copy is damaged.
        DatabaseError: the database cannot be used.
    """
    database = Database(url)
    try:
        database.ping()
    finally:
        database.close()
    if database.file:
        return _copy_sqlite(database.file, folder / SQLITE_COPY)
    target = folder / POSTGRESQL_COPY
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--schema={_look_at(url).schema}")
    _run("pg_dump", *options, f"--file={target}", url=url)
    return target


def put_database(copy: Path, url: str) -> None:
    """Make a database of a copy, where there is none yet.

    Raises:
        BackupError: there is one, it is of another kind than the copy, or the copy is damaged.
        DatabaseError: PostgreSQL cannot be reached.
    """
    parsed = make_url(url)
    file = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
    if (copy.name == SQLITE_COPY) != (file is not None):
        kind = "SQLite" if copy.name == SQLITE_COPY else "PostgreSQL"
        raise BackupError(f"the backup holds a database of {kind}: set POLICY_TAGGER_DATABASE_URL to one of that kind")
    if file is None:
        _put_postgresql(copy, url)
        return
    if found := [path for path in sqlite_files(file) if path.exists()]:
        rest = f", with what begins with {file.name}- beside it"  # SQLite would write a log that is left into the copy
        raise BackupError(f"{found[0]} is there already: move it away{rest}, or restore elsewhere")
    _check_sqlite(copy)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(copy, file)


def sqlite_files(file: Path) -> list[Path]:
    """A database of SQLite with what may stand beside it."""
    return [file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def _put_postgresql(copy: Path, url: str) -> None:
    found = _look_at(url)
    if found.is_in_use:
        raise BackupError("the database of POLICY_TAGGER_DATABASE_URL is in use: name an empty one")
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, f"--schema={found.schema}", str(copy), url=url)
    if not _look_at(url).is_in_use:
        raise BackupError(
            f"the copy holds no tables of the schema {found.schema}: set search_path to the schema that it was made of"
        )


def _copy_sqlite(file: Path, target: Path) -> Path:
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)  # all at once, as it is at one moment: writers of WAL are not held up
            copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
    except sqlite3.Error as error:
        raise DatabaseError(f"the database cannot be copied ({error})") from error
    _check_sqlite(target)
    return target


def _check_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"the copy of the database is damaged ({error})") from error
    if found != "ok":
        raise BackupError(f"the copy of the database is damaged ({found}); do not throw the last good backup away")


@dataclass(frozen=True, slots=True)
class _Facts:
    """Which schema tables are made in, and whether ours are there."""

    schema: str
    is_in_use: bool


def _look_at(url: str) -> _Facts:
    engine = make_engine(url)
    try:
        with translated(), engine.connect() as connection:
            schema = str(connection.scalar(text("SELECT current_schema()")))
            return _Facts(schema, inspect(connection).has_table("alembic_version"))
    finally:
        engine.dispose()


def _run(program: str, *arguments: str, url: str) -> None:
    """Run a program of PostgreSQL's; the password goes by its environment, which others cannot see."""
    parsed = make_url(url).set(drivername="postgresql")
    address = parsed._replace(password=None).render_as_string(hide_password=False)
    password = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    if (path := shutil.which(program)) is None:
        raise BackupError(f"{program} is not installed: {BY_HAND}")
    command = [path, *arguments, f"--dbname={address}"]
    ended = subprocess.run(command, env=os.environ | password, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise BackupError(f"{program} failed: {ended.stderr.strip()}")
