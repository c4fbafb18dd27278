"""A backup put back where something was before: nothing of it gets into what is restored."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from corpora.database import Database
from corpora.label_store import LabelStore
from service.backup import write_backup
from service.errors import BackupError
from service.keys import Keys
from service.restore import restore_backup
from service.scopes import Scope
from service.settings import Settings
from tests.annotations import add
from tests.databases import start_postgresql


def settings_of(home: Path, database_url: str) -> Settings:
    home.mkdir()
    settings = Settings(home=home, database_url=database_url)
    with closing(Database(settings.database)) as database:
        add(LabelStore(database))
        Keys(database).create("Ana", {Scope.ADMIN})
    return settings


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_a_file_of_sqlite_that_was_left_is_named(tmp_path: Path, suffix: str) -> None:
    place = tmp_path / "elsewhere" / "tagger.db"
    settings = settings_of(tmp_path / "home", f"sqlite:///{place}")
    write_backup(settings, tmp_path / "backup.tar")
    for file in place.parent.iterdir():
        file.unlink()
    left = place.with_name(place.name + suffix)
    left.write_bytes(b"of before")
    other = Settings(home=tmp_path / "restored", database_url=settings.database_url)
    with pytest.raises(BackupError, match=f"{left} is there already"):
        restore_backup(other, tmp_path / "backup.tar")
    assert [*place.parent.iterdir()] == [left]
    left.unlink()
    restore_backup(other, tmp_path / "backup.tar")
    with closing(Database(other.database)) as database:
        assert [key.name for key in Keys(database).all()] == ["Ana"]


@pytest.mark.long
def test_a_schema_of_another_name_is_told(tmp_path: Path) -> None:
    with start_postgresql() as server:
        with psycopg.connect(f"{server.url}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE target")
        with psycopg.connect(f"{server.url}/target", autocommit=True) as connection:
            connection.execute("CREATE SCHEMA AUTHORIZATION CURRENT_USER")
        settings = settings_of(tmp_path / "home", f"{server.url}/postgres")
        write_backup(settings, tmp_path / "backup.tar")
        other = Settings(home=tmp_path / "restored", database_url=f"{server.url}/target")
        with pytest.raises(BackupError, match="no tables of the schema"):
            restore_backup(other, tmp_path / "backup.tar")
