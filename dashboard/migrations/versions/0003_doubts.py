"""Doubts about numbers, with their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table of doubts."""
    op.create_table(
        "app_doubt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("indicator", sa.String(20), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("view", sa.String(2000), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        sa.Column("answered_by", sa.String(80), nullable=False),
        sa.Column("answered_at", sa.BigInteger),
    )
    for column in ("user_id", "place"):
        op.create_index(f"ix_app_doubt_{column}", "app_doubt", [column])
