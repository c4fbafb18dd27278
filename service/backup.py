"""A home folder and its database → one archive, while they are in use; its last file lists the digests of the others.

The database is copied first, then the files: what the copy names is then among them. An archive is read again before
it gets its name.
"""

import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from corpora.database import HEAD, Database
from models.registry import CURRENT_FILE
from models.whole_files import draft_of
from service.backup_reading import SUMS_FILE, check_archive
from service.database_copy import copy_database, sqlite_files
from service.errors import BackupError
from service.job_files import FOLDER as JOBS_FOLDER
from service.jobs import Jobs
from service.settings import Settings

FORMAT = 1
FACTS_FILE = "backup.json"
HOME_FOLDER = "home"
PRIVATE = 0o600  # it holds hashes of keys, and texts
_OF_NO_USE = (".new", "lock")


def write_backup(settings: Settings, target: Path, *, with_database: bool = True) -> int:
    """Write all that a service needs to go on elsewhere into a tar file; how many files it holds.

    with_database : False where the database is copied in another way; that has to be done before.

    Raises:
        BackupError: the target is there already or within the home folder, a folder there is a link, a program is
            missing, or what was written cannot be read again.
        DatabaseError: the database cannot be used.
        OSError: the disk is full, or fails otherwise.
    """
    _check_target(settings.home, target)
    with draft_of(target) as draft:
        with TemporaryDirectory(dir=target.parent, prefix=".backup.") as folder:
            copy = copy_database(settings.database, Path(folder)) if with_database else None
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, PRIVATE)) as file:
                _write(file, settings, copy)
                file.flush()
                os.fsync(file.fileno())
        return check_archive(draft)


def _check_target(home: Path, target: Path) -> None:
    if target.exists():
        raise BackupError(f"{target} is there already: name a new file")
    if target.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"{target} is within the home folder: write it elsewhere, best to another disk")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} is no folder: make it first")


def _write(file: BinaryIO, settings: Settings, copy: Path | None) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        writer = _Writer(archive)
        facts = {"format": FORMAT, "schema": HEAD, "database": copy and copy.name, "made_at": int(time.time())}
        writer.add_bytes(FACTS_FILE, json.dumps(facts).encode())
        if copy:
            writer.add_file(copy.name, copy)
        for path in _files_of(settings):
            writer.add_file(f"{HOME_FOLDER}/{path.relative_to(settings.home).as_posix()}", path)
        writer.close()


def _files_of(settings: Settings) -> Iterator[Path]:
    """What belongs into a backup: the name of the current version before the versions, jobs that there are, the rest.

    A version is never changed, so whatever the name says is among what is listed afterwards.
    """
    home, current = settings.home, settings.models_folder / CURRENT_FILE
    yield current
    database = Database(settings.database)
    try:
        ids = Jobs(database).ids()
    finally:
        database.close()
    databases = [file for file in (database.file, settings.rates_file) if file]
    left_out = {path.resolve() for path in (current, *chain.from_iterable(map(sqlite_files, databases)))}
    for folder, folders, names in os.walk(home):
        within = Path(folder).relative_to(home).parts
        folders[:] = sorted(name for name in folders if _is_kept((*within, name), ids))
        if links := [path for name in folders if (path := Path(folder, name)).is_symlink()]:
            raise BackupError(f"{links[0]} is a link, and a backup follows none: put the folder itself there")
        paths = (Path(folder, name) for name in sorted(names))
        yield from (path for path in paths if _is_file(path) and path.resolve() not in left_out)


def _is_kept(parts: tuple[str, ...], ids: Collection[str]) -> bool:
    if parts[-1].startswith("."):
        return False
    return parts[0] != JOBS_FOLDER or len(parts) == 1 or parts[1] in ids


def _is_file(path: Path) -> bool:
    is_passing = path.name.startswith(".") or path.name.endswith(_OF_NO_USE)
    return not is_passing and path.is_file() and not path.is_symlink()


class _Writer:
    """Adds files to an archive and keeps their digests."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._sums: list[str] = []

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as it is when it is opened; one that is gone by then belonged to what was removed."""
        try:
            with path.open("rb") as file:
                self._add(name, file, os.fstat(file.fileno()).st_size)
        except FileNotFoundError:
            return

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a file that is in memory."""
        self._add(name, io.BytesIO(content), len(content))

    def close(self) -> None:
        """Add the list of digests, as sha256sum writes and reads it."""
        self.add_bytes(SUMS_FILE, "".join(self._sums).encode())

    def _add(self, name: str, file: BinaryIO, n_bytes: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = n_bytes, PRIVATE, int(time.time())
        hashed = _Hashed(file)
        self._archive.addfile(entry, hashed)
        self._sums.append(f"{hashed.digest}  {name}\n")


class _Hashed(io.RawIOBase):
    """A file that is read once, and its SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Of what was read so far, in hexadecimal digits."""
        return self._sha256.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self._sha256.update(content)
        return content
