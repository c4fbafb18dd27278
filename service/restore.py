"""A backup → the home folder and the database of the settings, which must be empty."""

import json
import shutil
from pathlib import Path

from service.backup import FACTS_FILE, FORMAT, HOME_FOLDER
from service.backup_reading import unpack_archive
from service.database_copy import POSTGRESQL_COPY, SQLITE_COPY, put_database
from service.errors import BackupError
from service.settings import Settings

DRAFT_FOLDER = ".restoring"
MAY_BE_THERE = {DRAFT_FOLDER, "lost+found"}


def restore_backup(settings: Settings, source: Path) -> int:
    """Put back what `write_backup` wrote; how many files.

    All of it is read and compared with its digests before any of it is put in place.

    Raises:
        BackupError: the home folder is not empty, the database is in use or of another kind, or the backup is damaged
            or none.
        DatabaseError: PostgreSQL cannot be reached.
        OSError: the disk is full, or fails otherwise.
    """
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    if found := sorted({path.name for path in home.iterdir()} - MAY_BE_THERE):
        raise BackupError(f"{home} is not empty ({found[0]}): name another folder by POLICY_TAGGER_HOME")
    draft = home / DRAFT_FOLDER
    shutil.rmtree(draft, ignore_errors=True)
    try:
        n_files = unpack_archive(source, draft)
        (draft / HOME_FOLDER).mkdir(exist_ok=True)  # of a home without a file there is none
        if database := _read_facts(draft / FACTS_FILE, source):
            put_database(draft / database, settings.database)
        for path in sorted((draft / HOME_FOLDER).iterdir()):
            path.rename(home / path.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return n_files


def _read_facts(file: Path, source: Path) -> str | None:
    """The name of the database's copy, or None where there is none."""
    try:
        facts = json.loads(file.read_bytes())
        written, database = facts["format"], facts["database"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{source}: no backup: {FACTS_FILE} cannot be read") from error
    if written != FORMAT or database not in (None, SQLITE_COPY, POSTGRESQL_COPY):
        raise BackupError(f"{source}: written by a newer version of Policy Tagger; install that one")
    return str(database) if database else None
