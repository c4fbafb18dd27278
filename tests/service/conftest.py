"""Databases of both kinds, the jobs and labels in one, and the API over them."""

import pytest

from corpora.database import Database
from service.jobs import Jobs
from service.review_pool import ReviewPool
from tests.annotations import store
from tests.databases import database, database_url, postgresql_server
from tests.examples import keyed_api, label_api, open_api, people

__all__ = ["database", "database_url", "keyed_api", "label_api", "open_api", "people", "postgresql_server", "store"]


@pytest.fixture
def jobs(database: Database) -> Jobs:
    """Jobs whose leases last long enough for a test."""
    return Jobs(database, lease_seconds=60)


@pytest.fixture
def pool(database: Database) -> ReviewPool:
    return ReviewPool(database)
