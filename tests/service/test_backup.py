import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from corpora.annotation import NewAnnotation
from corpora.database import Database
from corpora.label_store import LabelStore
from models.registry import Registry
from service.api import create_app
from service.backup import write_backup
from service.backup_reading import SUMS_FILE, check_archive
from service.errors import BackupError
from service.job_files import JobFiles
from service.job_table import State
from service.jobs import Jobs
from service.keys import Keys
from service.restore import restore_backup
from service.scopes import Scope
from service.settings import Settings
from tests.background import in_background
from tests.conftest import TEXTS, Run
from tests.jobs import submit


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A home of our own with the tiny version, a key, a label, and a job that is queued."""
    shutil.copytree(home / "models", tmp_path / "home" / "models")
    settings = Settings(home=tmp_path / "home")
    fill(settings)
    return settings


def fill(settings: Settings) -> None:
    with closing(Database(settings.database)) as database:
        Keys(database).create("Ana", {Scope.LABEL})
        LabelStore(database).add(label(0))
        submit(Jobs(database), settings, "a.jsonl", b"{}")


def label(number: int) -> NewAnnotation:
    language = "es" if number % 2 else "en"
    return NewAnnotation(author="Ana", text=f"{TEXTS[language]} {number}.", language=language, labels=("enforcement",))


def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of an empty place: a folder and, with PostgreSQL, a database."""
    if settings.database_url == "sqlite":
        return Settings(home=tmp_path / "restored")
    server, _, rest = settings.database_url.partition("/postgres?")
    name, schema = f"restored_{os.urandom(4).hex()}", rest.rpartition("%3D")[2]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server}/{name}", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return Settings(home=tmp_path / "restored", database_url=f"{server}/{name}?{rest}")


@contextmanager
def somebody_labels(settings: Settings) -> Iterator[list[str]]:
    """Labels stored one after the other until the block is left; the ids of those that are stored for sure."""
    stored: list[str] = []

    def run(is_done: threading.Event) -> None:
        with closing(Database(settings.database)) as database:
            number = 1
            while not is_done.is_set():
                stored.append(LabelStore(database).add(label(number))[0].id)
                number += 1

    with in_background(run):
        yield stored


def rewritten(source: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]) -> Path:
    """A copy of an archive in which entries are changed, or left out."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for entry in old:
            if changed := change(entry, old.extractfile(entry).read()):
                put, content = changed
                put.size = len(content)
                new.addfile(put, io.BytesIO(content))
    return target


@pytest.mark.long
@pytest.mark.case(12)
def test_a_backup_under_writes_holds_all_that_was_stored_before_it(
    settings: Settings, database_url: str, tmp_path: Path, measured: Callable[..., None]
) -> None:
    if not database_url.startswith("sqlite"):
        settings = settings.model_copy(update={"database_url": database_url})
        fill(settings)
    with somebody_labels(settings) as stored:
        while len(stored) < 20:
            time.sleep(0.01)
        for number in range(5):  # a label may be stored between two backups only
            before, backup = [*stored], tmp_path / f"backup {number}.tar"
            write_backup(settings, backup)
            if n_during := len(stored) - len(before):
                break
    restored = elsewhere(settings, tmp_path)
    restore_backup(restored, backup)
    with closing(Database(restored.database)) as database:
        found = {annotation.id for annotation, _ in LabelStore(database).export()}
        if database.file:
            with database.read() as connection:
                assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert [key.name for key in Keys(database).all()] == ["Ana"]
        (job,) = map(Jobs(database).get, Jobs(database).ids())
        assert JobFiles(restored.home, job.id).input.read_bytes() == b"{}"
        assert Jobs(database).claim("archive").state is State.RUNNING
        LabelStore(database).add(label(-1))
    measured("labels stored before the backup and lost", len(set(before) - found), most=0)
    measured("labels stored while it was written", n_during, least=1)
    registry = Registry(restored.models_folder)
    assert registry.current() == Registry(settings.models_folder).current()
    with TestClient(create_app(restored.model_copy(update={"open": True}))) as client:
        assert client.get("/readyz").status_code == 200


def test_the_digests_are_those_of_the_files(settings: Settings, tmp_path: Path) -> None:
    n_files = write_backup(settings, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as archive:
        contents = {entry.name: archive.extractfile(entry).read() for entry in archive}
    lines = contents.pop(SUMS_FILE).decode().splitlines()
    assert lines == [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in contents.items()]
    assert n_files == len(contents)
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0


def test_what_belongs_to_no_job_and_what_is_passing_stays_out(settings: Settings, tmp_path: Path) -> None:
    home = settings.home
    passing = ("jobs/0000/input", "models/.draft.1/model.joblib", "models/.training.lock", "impact.lock", "x.new")
    for name in passing:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"x")
    (home / "link").symlink_to("/etc/passwd")
    (home / "notes.txt").write_text("añadido a mano", encoding="utf-8")
    write_backup(settings, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as archive:
        names = archive.getnames()
    assert not {f"home/{name}" for name in (*passing, "link", "policy-tagger.db", "policy-tagger.db-wal")} & {*names}
    assert {"database.sqlite", "home/models/current", "home/notes.txt"} <= {*names}


def test_a_database_is_copied_once_however_its_place_is_spelled(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(settings.home.parent)
    (settings.home / "rates.db").write_bytes(b"x")
    spelled = Settings(home=Path(settings.home.name), database_url=f"sqlite:///{settings.home}/policy-tagger.db")
    write_backup(spelled, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert not [name for name in archive.getnames() if name.startswith(("home/policy-tagger.db", "home/rates.db"))]


def test_a_folder_that_is_a_link_is_not_left_out_in_silence(settings: Settings, tmp_path: Path) -> None:
    (settings.home / "models").rename(tmp_path / "elsewhere")
    (settings.home / "models").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupError, match="models is a link"):
        write_backup(settings, tmp_path / "backup.tar")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_a_home_that_holds_the_database_alone_comes_back(tmp_path: Path) -> None:
    first, second = (Settings(home=tmp_path / name) for name in ("first", "second"))
    first.home.mkdir()
    with closing(Database(first.database)) as database:
        Keys(database).create("Ana", {Scope.TAG})
    write_backup(first, tmp_path / "backup.tar")
    restore_backup(second, tmp_path / "backup.tar")
    with closing(Database(second.database)) as database:
        assert [key.name for key in Keys(database).all()] == ["Ana"]


@pytest.mark.parametrize("name", ["home/backup.tar", "there.tar", "gone/backup.tar"])
def test_a_place_that_will_not_do_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / "there.tar").write_bytes(b"the only backup")
    with pytest.raises(BackupError):
        write_backup(settings, tmp_path / name)
    assert (tmp_path / "there.tar").read_bytes() == b"the only backup"


def test_only_an_empty_place_is_restored_to(settings: Settings, tmp_path: Path) -> None:
    write_backup(settings, tmp_path / "backup.tar")
    with pytest.raises(BackupError, match="is not empty"):
        restore_backup(settings, tmp_path / "backup.tar")
    other = Settings(home=tmp_path / "other", database_url=f"sqlite:///{settings.home}/policy-tagger.db")
    with pytest.raises(BackupError, match="is there already"):
        restore_backup(other, tmp_path / "backup.tar")
    assert [*other.home.iterdir()] == []


def test_a_backup_of_another_kind_of_database_is_refused(settings: Settings, tmp_path: Path) -> None:
    write_backup(settings, tmp_path / "backup.tar")
    other = Settings(home=tmp_path / "other", database_url="postgresql://me@127.0.0.1:1/x")
    with pytest.raises(BackupError, match="SQLite"):
        restore_backup(other, tmp_path / "backup.tar")
    assert [*other.home.iterdir()] == []


def damaged(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return entry, content[:-1] + b"?" if entry.name == "database.sqlite" else content


def missing(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
    return None if entry.name == "home/models/current" else (entry, content)


def cut_off(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
    return None if entry.name == SUMS_FILE else (entry, content)


def newer(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    facts = b'{"format": 99, "database": null}'
    if entry.name == "backup.json":
        return entry, facts
    old, _, rest = content.partition(b"\n")
    line = hashlib.sha256(facts).hexdigest().encode() + old[64:]
    return entry, line + b"\n" + rest if entry.name == SUMS_FILE else content


def outside(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry.name = "../outside" if entry.name == "home/models/current" else entry.name
    return entry, content


def absolute(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry.name = "/tmp/outside" if entry.name == "home/models/current" else entry.name
    return entry, content


def twice(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry.name = "backup.json" if entry.name == "home/models/current" else entry.name
    return entry, content


def link(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    if entry.name == "home/models/current":
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        return entry, b""
    return entry, content


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (damaged, "database.sqlite"),
        (missing, "models/current"),
        (cut_off, "cut off"),
        (newer, "newer version"),
        (outside, "no plain file"),
        (absolute, "no plain file"),
        (twice, "comes twice"),
        (link, "no plain file"),
    ],
)
def test_a_backup_that_is_not_as_it_was_written_is_refused(
    settings: Settings, tmp_path: Path, change: Callable, says: str
) -> None:
    write_backup(settings, tmp_path / "backup.tar")
    changed = rewritten(tmp_path / "backup.tar", change)
    other = Settings(home=tmp_path / "other")
    with pytest.raises(BackupError, match=says):
        restore_backup(other, changed)
    assert [*other.home.iterdir()] == []
    assert not (tmp_path / "outside").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"no archive")
    with pytest.raises(BackupError):
        check_archive(tmp_path / "a.tar")


def test_the_database_may_be_left_out(settings: Settings, tmp_path: Path) -> None:
    write_backup(settings, tmp_path / "backup.tar", with_database=False)
    other = Settings(home=tmp_path / "other")
    restore_backup(other, tmp_path / "backup.tar")
    assert {path.name for path in other.home.iterdir()} == {"jobs", "models"}


def test_without_pg_dump_it_says_what_to_do(
    settings: Settings, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match=r"pg_dump --format=custom.*--no-database"):
        write_backup(settings.model_copy(update={"database_url": database_url}), tmp_path / "backup.tar")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_the_commands_say_what_they_did(
    cli: Callable[..., Run], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_TAGGER_HOME", str(settings.home))
    made = cli("backup", tmp_path / "backup.tar")
    assert (made.status, "files, each read again" in made.err) == (0, True)
    again = cli("backup", tmp_path / "backup.tar")
    assert (again.status, "name a new file" in again.err) == (2, True)
    refused = cli("restore", tmp_path / "backup.tar")
    assert (refused.status, "is not empty" in refused.err) == (2, True)
    monkeypatch.setenv("POLICY_TAGGER_HOME", str(tmp_path / "other"))
    restored = cli("restore", tmp_path / "backup.tar")
    assert (restored.status, "as its digest says" in restored.err) == (0, True)
    assert json.loads(cli("tag", "-", "--no-evidence", stdin=TEXTS["es"].encode()).out)["outcome"]
