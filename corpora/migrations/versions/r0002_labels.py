"""The tables of labels, reviews, API keys, promotions and of what was served; stages and results of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "text",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text()),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("erased_at", sa.Double()),
    )
    op.create_table(
        "label",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), sa.ForeignKey("text.digest"), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("chosen_by", sa.String(16)),
        sa.Column("prediction", sa.JSON()),
        sa.Column("comment", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("deleted_at", sa.Double()),
    )
    op.create_index("label_by_text", "label", ["digest", "author"])
    op.create_table(
        "idempotency",
        sa.Column("client", sa.String(100), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
    )
    op.create_table(
        "review_item",
        sa.Column("digest", sa.String(64), sa.ForeignKey("text.digest"), primary_key=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("doubt", sa.Double(), nullable=False),
        sa.Column("rivalry", sa.Double()),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.Double(), nullable=False),
        sa.Column("withdrawn_at", sa.Double()),
    )
    op.create_index("review_item_by_lot", "review_item", ["lot"])
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double()),
    )
    is_live = sa.text("revoked_at IS NULL")
    op.create_index("api_key_by_name", "api_key", ["name"], unique=True, sqlite_where=is_live, postgresql_where=is_live)
    op.create_table(
        "promotion",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
    )
    op.create_table(
        "served",
        sa.Column("hour", sa.Integer(), primary_key=True),
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("n_words", sa.BigInteger(), nullable=False),
        sa.Column("n_unknown_words", sa.BigInteger(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
    )
    op.create_table(
        "served_label",
        sa.Column("hour", sa.Integer(), primary_key=True),
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("label", sa.Text(), primary_key=True),
        sa.Column("n_documents", sa.Integer(), nullable=False),
    )
    op.add_column("job", sa.Column("stage", sa.String(64)))
    op.add_column("job", sa.Column("result", sa.JSON()))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("job", "result")
    op.drop_column("job", "stage")
    for table in ("served_label", "served", "promotion", "api_key", "review_item", "idempotency", "label", "text"):
        op.drop_table(table)
