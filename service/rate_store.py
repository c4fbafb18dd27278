"""Counts of requests by client, in a file that all server processes of this machine share."""

import sqlite3
import time
from pathlib import Path

from limits.storage import Storage

WAIT_SECONDS = 0.02
SWEEP_EVERY_SECONDS = 60.0
SCHEMA = "CREATE TABLE IF NOT EXISTS rate (key TEXT PRIMARY KEY, n INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID"
# A count whose end lies further away than a whole window was made before the clock was set back: it begins anew.
COUNT = """
INSERT INTO rate VALUES (:key, :n, :end) ON CONFLICT DO UPDATE SET
  n = CASE WHEN until > :now AND until <= :end THEN rate.n + :n ELSE :n END,
  until = CASE WHEN until > :now AND until <= :end THEN until ELSE :end END
RETURNING n
"""


class SharedCounts(Storage):
    """A storage for the package `limits`; to be used by one thread at a time.

    The file may be lost at any time, and is never waited for on the disk.

    Parameters
    ----------
    file : Path
        Made with the first count.

    Raises
    ------
    sqlite3.Error, OSError
        By every method: the file cannot be used.
    """

    STORAGE_SCHEME = None  # it is made here, never found by an address

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self._swept_at = float("-inf")

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong with the file."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and tell how many there are; a window begins with its first count and lasts so many seconds."""
        now = time.time()
        self._sweep(now)
        row = {"key": key, "n": amount, "now": now, "end": now + expiry}
        ((n,),) = self._execute(COUNT, row)
        return int(n)

    def get(self, key: str) -> int:
        """How many there are."""
        found = self._execute("SELECT n FROM rate WHERE key = ? AND until > ?", (key, time.time()))
        return int(found[0][0]) if found else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        found = self._execute("SELECT until FROM rate WHERE key = ?", (key,))
        return float(found[0][0]) if found else time.time()

    def check(self) -> bool:
        """Whether the file can be used."""
        try:
            self.get("")
        except (sqlite3.Error, OSError):
            return False
        return True

    def reset(self) -> int:
        """Forget all; how many counts there were."""
        return len(self._execute("DELETE FROM rate RETURNING n"))

    def clear(self, key: str) -> None:
        """Forget one."""
        self._execute("DELETE FROM rate WHERE key = ?", (key,))

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _sweep(self, now: float) -> None:
        """Remove what has ended, so that the file stays as small as a window."""
        if abs(now - self._swept_at) > SWEEP_EVERY_SECONDS:
            self._swept_at = now
            self._execute("DELETE FROM rate WHERE until <= ?", (now,))

    def _execute(self, statement: str, values: dict[str, object] | tuple[object, ...] = ()) -> list[tuple[float, ...]]:
        if self._connection is None:
            self._connection = _open(self.file)
        return self._connection.execute(statement, values).fetchall()


def _open(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", SCHEMA):
        connection.execute(statement)
    return connection
