"""The tables of people's labels: texts, what people said of them, and the requests that were already answered."""

from sqlalchemy import JSON, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from corpora.database import metadata

text_table = Table(
    "text",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("text", Text),
    Column("language", String(2), nullable=False),
    Column("source", Text),
    Column("created_at", Double, nullable=False),
    Column("erased_at", Double),
)

label_table = Table(
    "label",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("digest", String(64), ForeignKey("text.digest"), nullable=False),
    Column("author", String(100), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("chosen_by", String(16)),
    Column("prediction", JSON(none_as_null=True)),
    Column("comment", Text),
    Column("created_at", Double, nullable=False),
    Column("deleted_at", Double),
    Index("label_by_text", "digest", "author"),
)

idempotency_table = Table(
    "idempotency",
    metadata,
    Column("client", String(100), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request_digest", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
)
