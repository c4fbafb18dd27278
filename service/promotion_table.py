"""The table of who made which version current, and why."""

from sqlalchemy import Column, Double, Integer, String, Table, Text

from corpora.database import metadata

promotion_table = Table(
    "promotion",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("version", String(64), nullable=False),
    Column("previous", String(64)),
    Column("actor", String(100), nullable=False),
    Column("reason", Text),
    Column("created_at", Double, nullable=False),
)
