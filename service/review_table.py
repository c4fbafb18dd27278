"""The pool of documents that people may review: each with the tags that it was given, and how doubtful they are."""

from sqlalchemy import JSON, BigInteger, Column, Double, ForeignKey, Index, String, Table

from corpora.database import metadata

review_table = Table(
    "review_item",
    metadata,
    Column("digest", String(64), ForeignKey("text.digest"), primary_key=True),
    Column("record", JSON, nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("doubt", Double, nullable=False),
    Column("rivalry", Double),
    Column("lot", BigInteger, nullable=False),
    Column("added_at", Double, nullable=False),
    Column("withdrawn_at", Double),
    Index("review_item_by_lot", "lot"),
)
