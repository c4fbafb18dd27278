import os
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, select, text

from corpora.database import HEAD, MIGRATIONS, Database, DatabaseError, DatabaseFullError, Now, metadata
from service.job_table import job_table

TABLES = (
    "corpora.label_tables",
    "service.job_table",
    "service.key_table",
    "service.promotion_table",
    "service.review_table",
    "service.served_tables",
)

INSERT = text(
    "INSERT INTO job (id, kind, state, attempts, created_at, file, options, n_done, n_failed)"
    " VALUES (:id, 'archive', 'queued', 0, 0, :file, '{}', 0, 0)"
)


def differences(connection: Connection) -> list:
    """Where a database has another schema than the code."""
    for module in TABLES:
        import_module(module)
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def test_the_schema_is_made_on_first_use_and_is_the_one_of_the_code(database: Database) -> None:
    with database.read() as connection:
        assert differences(connection) == []


def test_the_newest_revision_is_the_head() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_an_old_database_keeps_its_rows(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        with database.write() as connection:
            connection.execute(INSERT, {"id": os.urandom(4).hex(), "file": "política.zip"})
            found = connection.scalars(select(job_table.c.file)).all()
        database.close()
    assert found == ["política.zip"] * 2


def upgrade_to(revision: str, url: str) -> None:
    """Make a database as it was at a revision."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    steps = EnvironmentContext(Config(), scripts, fn=lambda known, _: scripts._upgrade_revs(revision, known))
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection, steps:
        steps.configure(connection=connection)
        steps.run_migrations()
    engine.dispose()


EARLIER = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions() if script.revision != HEAD]


@pytest.mark.parametrize("revision", EARLIER)
def test_every_earlier_revision_goes_up_with_its_data(database_url: str, revision: str) -> None:
    upgrade_to(revision, database_url)
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == revision
        connection.execute(INSERT, {"id": "a" * 32, "file": "política.zip"})
    engine.dispose()
    database = Database(database_url)
    with database.read() as connection:
        (row,) = connection.execute(select(job_table)).mappings()
        assert (row["id"], row["file"], row["state"]) == ("a" * 32, "política.zip", "queued")
        assert row["stage"] is row["result"] is None
        assert differences(connection) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    database.close()


@pytest.mark.long
def test_processes_that_start_at_once_make_one_schema(database_url: str) -> None:
    program = (
        "import sys; from corpora.database import *; d = Database(sys.argv[1])\n"
        "with d.write() as c: c.execute(Now().select())\nd.close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, database_url], stderr=subprocess.PIPE) for _ in range(6)
    ]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert ends == [(b"", 0)] * len(started)


def test_a_database_of_a_newer_version_is_refused(database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    other = Database(database_url)
    with pytest.raises(DatabaseError, match="newer version"), other.read():
        pass
    other.close()


def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            connection.execute(INSERT, {"id": "a", "file": "a"})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(job_table)).all() == []


def test_threads_that_write_at_once_wait_for_each_other(database: Database) -> None:
    def count_up() -> None:
        for _ in range(10):
            with database.write() as connection:
                found = connection.scalar(select(job_table.c.n_done).with_for_update())
                connection.execute(job_table.update().values(n_done=found + 1))

    with database.write() as connection:
        connection.execute(INSERT, {"id": "a", "file": "a"})
    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.scalar(select(job_table.c.n_done)) == 40


def test_the_clock_is_that_of_the_world_and_moves(database: Database) -> None:
    with database.read() as connection:
        first, second = (connection.scalar(Now().select()) for _ in range(2))
    assert abs(first - time.time()) < 5
    assert first <= second


def test_sqlite_survives_the_end_of_the_machine(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/test.db")
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert inspect(connection).has_table("job")
    database.close()


FULL = {
    "sqlite": ["PRAGMA max_page_count = 1", "CREATE TABLE more (x)", "INSERT INTO more VALUES (zeroblob(99999))"],
    "postgresql": ["DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$"],
}


def test_a_database_without_space_is_told_from_one_that_is_away(database: Database) -> None:
    def fill() -> None:
        with database.write() as connection:
            for statement in FULL["sqlite" if database.file else "postgresql"]:
                connection.execute(text(statement))

    with pytest.raises(DatabaseFullError, match="no space"):
        fill()
    with database.read() as connection:
        assert not inspect(connection).has_table("more")


def test_a_ping_needs_a_database_that_answers(database: Database) -> None:
    database.ping()
    if database.file:
        database.file.unlink()
        with pytest.raises(DatabaseError, match="is gone"):
            database.ping()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_bytes(b"no database at all" * 100)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with pytest.raises(DatabaseError, match="cannot be used"), database.read():
        pass
    database.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [("mysql://a/b", "mysql cannot be used"), ("nothing", "cannot be read"), ("oracle://a", "oracle cannot be used")],
)
def test_another_kind_of_database_is_refused(url: str, says: str) -> None:
    with pytest.raises(DatabaseError, match=says):
        Database(url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_is_away_is_named_without_its_password(tmp_path: Path, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    url = {"sqlite": f"sqlite:///{tmp_path}/folder", "postgresql": "postgresql://me:secreto@127.0.0.1:1/x"}[kind]
    database = Database(url)
    with pytest.raises(DatabaseError, match="cannot be used") as found, database.read():
        pass
    assert "secreto" not in str(found.value)
    database.close()
