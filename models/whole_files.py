"""Files and folders that are there whole or not at all, whenever the process that writes them ends."""

import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ABANDONED_AFTER_SECONDS = 3600
PRIVATE, PUBLIC = 0o600, 0o666  # the umask takes from it


def write_whole(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Write a file beside its target and rename it; mode as for os.open."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files, by name, beside its target and rename it; a target that is there stays as it is."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, content in files.items():
        write_whole(draft / name, content)
    if target.exists():
        shutil.rmtree(draft)
    else:
        draft.rename(target)


def is_abandoned(path: Path) -> bool:
    """Whether nobody has written it for so long that whoever began is gone."""
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > ABANDONED_AFTER_SECONDS
    return False
