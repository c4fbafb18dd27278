"""Databases of both kinds, and the labels in one."""

from tests.annotations import store
from tests.databases import database, database_url, postgresql_server

__all__ = ["database", "database_url", "postgresql_server", "store"]
