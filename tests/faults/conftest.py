"""Databases of both kinds, and the model of the shipped corpus."""

from tests.databases import database_url, postgresql_server
from tests.shipped import shipped_home

__all__ = ["database_url", "postgresql_server", "shipped_home"]
