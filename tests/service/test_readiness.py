import asyncio
import threading
import time
from pathlib import Path

import pytest

from corpora.database import Database, DatabaseError
from service.readiness import FRESH_SECONDS, SILENT, Obstacles


class Pinged:
    """A database that answers as it is told, and counts how often it is asked."""

    def __init__(self) -> None:
        self.n_asked = 0
        self.answers = threading.Event()
        self.answers.set()
        self.error: DatabaseError | None = None

    def ping(self) -> None:
        self.n_asked += 1
        self.answers.wait()
        if self.error:
            raise self.error


@pytest.fixture
def database() -> Pinged:
    return Pinged()


@pytest.fixture
def obstacles(database: Pinged, tmp_path: Path) -> Obstacles:
    return Obstacles(database, tmp_path, reserve_bytes=1)


def find(obstacles: Obstacles) -> str | None:
    return asyncio.run(obstacles.find())


def test_a_database_and_a_folder_are_all_it_takes(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    assert find(Obstacles(database, tmp_path, reserve_bytes=1)) is None
    database.close()


def test_it_is_looked_at_once_a_second_at_most(obstacles: Obstacles, database: Pinged) -> None:
    assert [find(obstacles) for _ in range(20)] == [None] * 20
    assert database.n_asked == 1
    time.sleep(FRESH_SECONDS + 0.1)
    database.error = DatabaseError("it is away")
    assert find(obstacles) == "it is away"


def test_a_disk_that_is_full_is_named(database: Pinged, tmp_path: Path) -> None:
    assert "is full" in str(find(Obstacles(database, tmp_path, reserve_bytes=10**18)))


def test_a_database_that_hangs_holds_up_nobody(obstacles: Obstacles, database: Pinged) -> None:
    database.answers.clear()
    assert [find(obstacles), find(obstacles)] == [SILENT] * 2  # while it still hangs
    assert database.n_asked == 1
    database.answers.set()
    assert find(obstacles) is None


def test_a_file_of_sqlite_that_is_gone_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    assert find(Obstacles(database, tmp_path, reserve_bytes=1)) is None
    (tmp_path / "test.db").unlink()
    assert "is gone" in str(find(Obstacles(database, tmp_path, reserve_bytes=1)))
    database.close()
