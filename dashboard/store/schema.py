"""Brings the tables up to date, by one process at a time, and refuses what it does not know."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from dashboard.store.base import Base

HEAD = "0005"
"""The newest of `dashboard/migrations/versions`: it stands here so that a start without a change needs no Alembic."""

_SCRIPTS = Path(__file__).parents[1] / "migrations"
_LOCK = 7_313_220_522


class StoreUnusable(Exception):
    """Why the application database cannot be used, and what to do."""


def prepare(engine: Engine) -> None:
    """Migrate to `HEAD` in one transaction; raises `StoreUnusable` for tables that no version of ours has."""
    with engine.connect() as connection:
        version = _version(connection)
    if version != HEAD:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection)  # whoever waited for the lock looks again
    with engine.connect() as connection:
        _check(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return ",".join(found) or None


def _upgrade(connection: Connection) -> None:
    version = _version(connection)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreUnusable(
            f"The accounts at {_where(connection)} are at version {version}, which this release does not know: "
            "start the release that made them, or restore the copy from before it."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check(connection: Connection) -> None:
    """Refuse tables that call themselves up to date and are not: somebody stopped or mended a migration by hand."""
    seen = inspect(connection)
    tables = set(seen.get_table_names())
    lacking = []
    for table in Base.metadata.sorted_tables:
        held = {column["name"] for column in seen.get_columns(table.name)} if table.name in tables else set()
        lacking += [f"{table.name}.{column.name}" for column in table.columns if column.name not in held]
    if lacking:
        raise StoreUnusable(
            f"The accounts at {_where(connection)} are half migrated (they lack {', '.join(lacking[:3])}"
            f"{' …' if len(lacking) > 3 else ''}): restore the copy from before the migration and start again."
        )


def _where(connection: Connection) -> str:
    return connection.engine.url.render_as_string(hide_password=True)
