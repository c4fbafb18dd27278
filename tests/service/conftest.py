"""Databases of both kinds, and the jobs in one."""

import pytest

from corpora.database import Database
from service.jobs import Jobs
from tests.databases import database, database_url, postgresql_server

__all__ = ["database", "database_url", "postgresql_server"]


@pytest.fixture
def jobs(database: Database) -> Jobs:
    """Jobs whose leases last long enough for a test."""
    return Jobs(database, lease_seconds=60)
