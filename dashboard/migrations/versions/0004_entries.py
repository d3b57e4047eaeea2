"""Notes and targets that readers add."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = {
    "app_note": (("period", sa.String(20)), ("text", sa.String(200))),
    "app_target": (("value", sa.Float), ("due_on", sa.Date), ("basis", sa.String(200))),
}


def upgrade() -> None:
    """Add a table of notes and one of targets."""
    for name, own in _TABLES.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("at", sa.BigInteger, nullable=False),
            sa.Column("user_id", sa.Integer, sa.ForeignKey("app_user.id"), nullable=False),
            sa.Column("role", sa.String(20), nullable=False),
            sa.Column("place", sa.String(80), nullable=False),
            sa.Column("indicator", sa.String(20), nullable=False),
            *(sa.Column(column, kind, nullable=False) for column, kind in own),
            sa.Column("withdrawn_at", sa.BigInteger),
            sa.Column("withdrawn_by", sa.String(80), nullable=False),
        )
        op.create_index(f"ix_{name}_place", name, ["place"])
        op.create_index(f"ix_{name}_withdrawn_at", name, ["withdrawn_at"])
