"""Whether who reported a doubt has seen what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add when who reported a doubt last read the list; whatever was answered before counts as read."""
    op.add_column("app_doubt", sa.Column("read_at", sa.BigInteger))
    op.execute("UPDATE app_doubt SET read_at = answered_at")
