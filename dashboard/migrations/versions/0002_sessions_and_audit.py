"""Sessions on the server, second factors, throttle, acting for others, audit; grants of regions and of areas."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_USER = (
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("code_until", sa.BigInteger),
    sa.Column("changed_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("totp_secret", sa.String(300)),
    sa.Column("totp_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("subject", sa.String(200)),
)

_SQLITE = (
    "CREATE TRIGGER app_audit_no_update BEFORE UPDATE ON app_audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END",
    "CREATE TRIGGER app_audit_no_delete BEFORE DELETE ON app_audit "
    "WHEN OLD.id > (SELECT pruned_id FROM app_audit_head) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION app_audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND OLD.id <= (SELECT pruned_id FROM app_audit_head) THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'the audit log is only ever added to'; END $$",
    "CREATE TRIGGER app_audit_kept BEFORE UPDATE OR DELETE ON app_audit FOR EACH ROW EXECUTE FUNCTION app_audit_kept()",
    "CREATE FUNCTION app_audit_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the audit log is only ever added to'; END $$",
    "CREATE TRIGGER app_audit_whole BEFORE TRUNCATE ON app_audit FOR EACH STATEMENT EXECUTE FUNCTION app_audit_whole()",
)


def upgrade() -> None:
    """Add everything; what the first release called a place is a region or an area."""
    for column in _USER:
        op.add_column("app_user", column)
    op.create_index("ix_app_user_subject", "app_user", ["subject"], unique=True)
    op.create_index("ix_app_grant_user_id", "app_grant", ["user_id"])
    grant = sa.table("app_grant", sa.column("kind"), sa.column("code"))
    is_area = grant.c.code.like("area:%")
    op.execute(grant.update().where(grant.c.kind == "place", is_area).values(kind="area"))
    op.execute(grant.update().where(grant.c.kind == "place").values(kind="region"))
    _recovery()
    _sessions()
    _throttle()
    _audit()


def _recovery() -> None:
    op.create_table(
        "app_recovery",
        sa.Column("id", sa.Integer, primary_key=True),
        _user(),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("ix_app_recovery_user_id", "app_recovery", ["user_id"])


def _sessions() -> None:
    op.create_table(
        "app_acting",
        sa.Column("id", sa.Integer, primary_key=True),
        _user("actor_id"),
        _user("subject_id"),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
    )
    for side in ("actor_id", "subject_id"):
        op.create_index(f"ix_app_acting_{side}", "app_acting", [side])
    op.create_table(
        "app_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        _user(),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger),
        sa.Column("acting_id", sa.Integer, sa.ForeignKey("app_acting.id")),
        sa.Column("scope_kind", sa.String(10)),
        sa.Column("scope_code", sa.String(80)),
        sa.Column("secret", sa.String(300)),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("agent", sa.String(120), nullable=False),
    )
    op.create_index("ix_app_session_user_id", "app_session", ["user_id"])
    op.create_table(
        "app_display",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        _user(),
        sa.Column("scope_kind", sa.String(10), nullable=False),
        sa.Column("scope_code", sa.String(80), nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_app_display_user_id", "app_display", ["user_id"])


def _throttle() -> None:
    op.create_table(
        "app_attempts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("blocked_until", sa.BigInteger, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "app_audit",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_app_audit_at", "app_audit", ["at"])
    op.create_index("ix_app_audit_actor", "app_audit", ["actor"])
    head = op.create_table(
        "app_audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_id", sa.BigInteger, nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.Column("pruned_id", sa.BigInteger, nullable=False),
        sa.Column("pruned_hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "last_id": 0, "last_hash": "", "pruned_id": 0, "pruned_hash": ""}])
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _user(name: str = "user_id") -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("app_user.id"), nullable=False)
