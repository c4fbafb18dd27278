"""Files and folders that are there whole or not at all, whenever the process that writes them ends."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

ABANDONED_AFTER_SECONDS = 3600
PRIVATE, PUBLIC = 0o600, 0o666  # the umask takes from it


@contextmanager
def draft_of(path: Path, mark: str = "new") -> Iterator[Path]:
    """A name beside a path; what is written under it takes the path's name in the end, or is removed where that fails.

    mark : tells drafts of the same path apart, where several processes may write it at once.
    """
    draft = path.with_name(f".{path.name}.{mark}")
    _remove(draft)
    try:
        yield draft
        draft.replace(path)
    finally:
        _remove(draft)


def write_whole(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Write a file beside its target and rename it; it is on the disk then. mode as for os.open."""
    with draft_of(path, str(os.getpid())) as draft, open(draft, "xb", opener=partial(os.open, mode=mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """The same for a folder of files, by name; a target that is there stays as it is."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    _remove(draft)
    try:
        draft.mkdir(parents=True)
        for name, content in files.items():
            write_whole(draft / name, content)
        if not target.exists():
            draft.rename(target)
            sync(target.parent)
    finally:
        _remove(draft)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk, whatever happens to the machine."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_abandoned(path: Path) -> bool:
    """Whether nobody has written it for so long that whoever began is gone."""
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > ABANDONED_AFTER_SECONDS
    return False


def _remove(draft: Path) -> None:
    is_folder = draft.is_dir() and not draft.is_symlink()
    shutil.rmtree(draft, ignore_errors=True) if is_folder else draft.unlink(missing_ok=True)
