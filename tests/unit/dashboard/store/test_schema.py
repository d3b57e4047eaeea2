"""The tables of the application database: made, taken over from the first release, refused when nobody knows them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard.auth.users import scope_of
from dashboard.store import Base, Store, StoreUnusable
from dashboard.store.schema import HEAD
from tests.conftest import ROOT

FIRST_RELEASE = """
CREATE TABLE app_user (
    id INTEGER NOT NULL, name VARCHAR(80) NOT NULL, role VARCHAR(20) NOT NULL, password_hash VARCHAR(200) NOT NULL,
    language VARCHAR(5) NOT NULL, disabled BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE app_grant (
    id INTEGER NOT NULL, user_id INTEGER NOT NULL, kind VARCHAR(10) NOT NULL, code VARCHAR(80) NOT NULL, ends_on DATE,
    PRIMARY KEY (id), FOREIGN KEY(user_id) REFERENCES app_user (id));
INSERT INTO app_user VALUES (1, 'head', 'principal', 'x', 'zh', 0), (2, 'wu', 'director', 'x', 'en', 0);
INSERT INTO app_grant VALUES (1, 1, 'school', 'S02', NULL), (2, 2, 'place', 'area:wuhan', NULL),
    (3, 2, 'place', '440000', '2999-12-31');
"""
"""What the first release made, and rows such as it wrote."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.sqlite"


def opened(path: Path) -> Store:
    return Store(f"sqlite:///{path}")


def run(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.executescript(statement)
    connection.close()


def test_the_migrations_make_what_the_models_say(path: Path) -> None:
    with opened(path).reads.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_newest_migration_is_the_one_that_the_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "dashboard" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_the_first_release_is_taken_over(path: Path) -> None:
    run(path, FIRST_RELEASE)
    store = opened(path)
    head, wu = store.user("head"), store.user("wu")
    assert head is not None and wu is not None
    assert scope_of(head).schools == {"S02"}
    assert [(g.kind, g.code) for g in wu.scopes] == [("area", "area:wuhan"), ("region", "440000")]
    assert scope_of(wu).places == {"area:wuhan", "440000"}


def test_a_second_start_changes_nothing(path: Path) -> None:
    run(path, FIRST_RELEASE)
    opened(path)
    before = path.read_bytes()
    opened(path)
    assert path.read_bytes() == before


def test_workers_that_start_at_once_wait_for_each_other(path: Path) -> None:
    run(path, FIRST_RELEASE)
    command = [sys.executable, "-c", f"from dashboard.store import Store; Store('sqlite:///{path}')"]
    started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    faults = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, faults
    assert opened(path).user("wu") is not None


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    run(path, FIRST_RELEASE, "CREATE TABLE app_audit (id INTEGER)")
    with pytest.raises(StoreUnusable, match="app_audit"):
        opened(path)
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert tables == {"app_user", "app_grant", "app_audit"}


@pytest.mark.parametrize(
    ("damage", "named"),
    [("DROP TABLE app_session", "app_session"), ("ALTER TABLE app_user DROP COLUMN totp_step", "app_user.totp_step")],
)
def test_a_half_migrated_database_is_refused_with_what_to_do(path: Path, damage: str, named: str) -> None:
    opened(path)
    run(path, damage)
    with pytest.raises(StoreUnusable, match=rf"half migrated \(they lack {named}.*restore the copy"):
        opened(path)


def test_a_database_of_a_later_release_is_refused_with_what_to_do(path: Path) -> None:
    opened(path)
    run(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnusable, match="version 9999, which this release does not know: start the release"):
        opened(path)


def test_what_is_no_database_is_refused(path: Path) -> None:
    path.write_text("this is no database, though it is long enough to be taken for one at first sight" * 20)
    with pytest.raises(StoreUnusable, match="cannot be used"):
        opened(path)


def test_a_password_in_the_address_is_not_told() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreUnusable) as refused:
        Store("postgresql+psycopg://app:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(refused.value)
