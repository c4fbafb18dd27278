"""A folder → why nothing can be written there now, if so."""

import os
from pathlib import Path


def write_obstacle(folder: Path, reserve_bytes: int) -> str | None:
    """What is in the way of writing to a folder, in words for its operator; None where nothing is.

    reserve_bytes : that must be free; what is already under way may need them.
    """
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return f"the home folder cannot be reached ({error.strerror})"
    if found.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK | os.X_OK):
        return "the home folder cannot be written to"
    free_bytes = found.f_bavail * found.f_frsize
    if free_bytes < reserve_bytes:
        return f"the disk of the home folder is full: {free_bytes:,} bytes are free, {reserve_bytes:,} are needed"
    return None
