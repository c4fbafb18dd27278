"""The table of API keys: of each only the SHA-256 is kept."""

from sqlalchemy import JSON, Column, Double, String, Table

from corpora.database import metadata

key_table = Table(
    "api_key",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
)
