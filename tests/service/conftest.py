"""Databases of both kinds, and the jobs in one."""

from collections.abc import Iterator

import pytest

from service.database import Database
from service.jobs import Jobs
from tests.databases import database_url, postgresql_server

__all__ = ["database_url", "postgresql_server"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def jobs(database: Database) -> Jobs:
    """Jobs whose leases last long enough for a test."""
    return Jobs(database, lease_seconds=60)
