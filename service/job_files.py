"""A home folder and a job's id → where its files are."""

import shutil
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FOLDER = "jobs"
ORPHANED_AFTER_SECONDS = 48 * 3600  # the largest upload at the slowest pace takes 28 hours


@dataclass(frozen=True, slots=True)
class JobFiles:
    """The files of one job, under names of our own."""

    home: Path
    id: str

    @property
    def folder(self) -> Path:
        """All of them are in it."""
        return self.home / FOLDER / self.id

    @property
    def input(self) -> Path:
        """What was uploaded."""
        return self.folder / "input"

    @property
    def tags(self) -> Path:
        """The rows, Parquet."""
        return self.folder / "tags.parquet"

    @property
    def lock(self) -> Path:
        """Locked by the process that works on the job."""
        return self.folder / "lock"

    def report(self, language: str) -> Path:
        """The page on what the archive is about."""
        return self.folder / f"report.{language}.html"

    def keep_only(self, *paths: Path) -> None:
        """Remove all others."""
        for path in self.folder.iterdir():
            if path not in paths:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove them all."""
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_orphans(home: Path, read_ids: Callable[[], Collection[str]]) -> None:
    """Remove folders that belong to no job, of uploads and removals that were cut off two days ago or earlier.

    read_ids : gives the ids of all jobs; called after the folders are listed, so that a job whose folder is among
        them is known even where a clock that jumped makes it look old.
    """
    folders = [*(home / FOLDER).glob("*")]
    ids, before = read_ids(), time.time() - ORPHANED_AFTER_SECONDS
    for folder in folders:
        with suppress(FileNotFoundError):  # another process may remove it meanwhile
            if folder.name not in ids and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)
