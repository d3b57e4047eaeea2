"""Accounts and grants as the first release made them, where they are not there already."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is missing: databases of the first release have no version, but have these tables."""
    tables = sa.inspect(op.get_bind()).get_table_names()
    if "app_user" not in tables:
        op.create_table(
            "app_user",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(80), nullable=False, unique=True),
            sa.Column("role", sa.String(20), nullable=False),
            sa.Column("password_hash", sa.String(200), nullable=False),
            sa.Column("language", sa.String(5), nullable=False),
            sa.Column("disabled", sa.Boolean, nullable=False),
        )
    if "app_grant" not in tables:
        op.create_table(
            "app_grant",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("user_id", sa.Integer, sa.ForeignKey("app_user.id"), nullable=False),
            sa.Column("kind", sa.String(10), nullable=False),
            sa.Column("code", sa.String(80), nullable=False),
            sa.Column("ends_on", sa.Date),
        )
