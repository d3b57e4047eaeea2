"""The audit log (trust.md, SEC-16): whatever is changed in it shows, writers do not break it, texts cannot forge it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.exc import DatabaseError

from dashboard.audit import Event, append, clean, prune, verify
from dashboard.audit.chain import _sealed
from dashboard.store import AuditRow, Store
from tests.conftest import ROOT
from tests.fixtures.hostile import EVERY

WRITER = """
from dashboard.audit import Event, append
from tests.fixtures.hostile import EVERY
from dashboard.store import Store
import sys
store = Store(sys.argv[1])
for n in range(40):
    with store.session() as db:
        append(db, Event("login", actor=sys.argv[2], details={"n": n}))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.sqlite"


@pytest.fixture
def log(path: Path) -> Store:
    """A store with twelve events."""
    store = Store(f"sqlite:///{path}")
    with store.session() as db:
        for n in range(12):
            append(db, Event("login", actor=f"reader{n}", subject="x", address="10.0.0.1", details={"way": "password"}))
    return store


def tamper(path: Path, *statements: str) -> None:
    """Change rows as somebody with the file in hand would: without the triggers."""
    with sqlite3.connect(path) as connection:
        for name in ("app_audit_no_update", "app_audit_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def broken(store: Store) -> int | None:
    with store.reading() as db:
        return verify(db).broken


def test_an_untouched_log_is_whole(log: Store) -> None:
    with log.reading() as db:
        verdict = verify(db)
        last = db.get(AuditRow, 12)
    assert last is not None
    assert (verdict.rows, verdict.broken, verdict.last_hash) == (12, None, last.hash)


@pytest.mark.parametrize("column", ["at", "event", "outcome", "actor", "subject", "address", "request_id", "details"])
def test_one_changed_letter_names_its_row(log: Store, path: Path, column: str) -> None:
    tamper(path, f"UPDATE app_audit SET {column} = {column} || '.' WHERE id = 7")  # noqa: S608
    assert broken(log) == 7


def test_a_row_that_is_gone_is_named(log: Store, path: Path) -> None:
    tamper(path, "DELETE FROM app_audit WHERE id = 7")
    assert broken(log) == 7


def test_an_end_that_is_cut_off_shows(log: Store, path: Path) -> None:
    tamper(path, "DELETE FROM app_audit WHERE id > 10")
    assert broken(log) == 11


def test_rows_that_change_places_show(log: Store, path: Path) -> None:
    tamper(path, "UPDATE app_audit SET id = -id WHERE id IN (5, 6)", "UPDATE app_audit SET id = 11 + id WHERE id < 0")
    assert broken(log) == 5


def test_a_row_with_a_hash_of_its_own_shows_in_the_next(log: Store, path: Path) -> None:
    tamper(path, "UPDATE app_audit SET hash = 'f' || substr(hash, 2), actor = 'other' WHERE id = 7")
    assert broken(log) == 7


def test_a_row_that_was_sealed_anew_shows_in_the_next(log: Store, path: Path) -> None:
    """Whoever knows how rows are hashed has to hash all that follow as well."""
    with log.reading() as db:
        before, row = (db.get_one(AuditRow, n) for n in (6, 7))
        row.actor = "other"
        forged = _sealed(before.hash, row)
        db.rollback()
    tamper(path, f"UPDATE app_audit SET hash = '{forged}', actor = 'other' WHERE id = 7")  # noqa: S608 - a hash of ours
    assert broken(log) == 8


@pytest.mark.parametrize("statement", ["DELETE FROM app_audit WHERE id = 3", "UPDATE app_audit SET actor = ''"])
def test_the_table_itself_refuses(log: Store, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), log.session() as db:
        db.connection().exec_driver_sql(statement)
    assert broken(log) is None


def test_writers_of_several_processes_make_one_chain(path: Path) -> None:
    store = Store(f"sqlite:///{path}")
    command = [sys.executable, "-c", WRITER, f"sqlite:///{path}"]
    started = [subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE, text=True) for name in "abc"]
    faults = [process.communicate(timeout=180)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], faults
    with store.reading() as db:
        assert (verify(db).rows, verify(db).broken) == (120, None)


def test_an_event_and_what_it_tells_of_happen_together(log: Store) -> None:
    with pytest.raises(ZeroDivisionError), log.session() as db:
        append(db, Event("logout", actor="reader1"))
        1 / 0  # noqa: B018
    with log.reading() as db:
        assert verify(db).rows == 12


def test_an_event_that_nobody_declared_is_refused(log: Store) -> None:
    with pytest.raises(ValueError, match="no such event"), log.session() as db:
        append(db, Event("login", "perhaps"))


def test_old_rows_go_and_the_chain_goes_on(path: Path) -> None:
    store = Store(f"sqlite:///{path}")
    for year in (2020, 2023, 2026):
        with time_machine.travel(datetime(year, 5, 1, tzinfo=UTC)), store.session() as db:
            append(db, Event("login", actor=str(year)))
    with store.session() as db:
        assert prune(db, datetime(2024, 1, 1, tzinfo=UTC)) == 2
    with store.session() as db:
        append(db, Event("logout", actor="2026"))
    with store.reading() as db:
        assert (verify(db).rows, verify(db).broken) == (2, None)
    tamper(path, "UPDATE app_audit SET actor = '2020' WHERE id = 3")
    assert broken(store) == 3


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\x00b", "a\u202eb", "a\x1b[31mb", "a\u2028b", "x" * 10_000])
def test_a_text_stays_one_short_line(log: Store, text: str) -> None:
    with log.session() as db:
        row = append(db, Event("login", "fail", actor=text, details={text: text, "list": [text] * 100}))
        kept = [row.actor, row.details]
    assert len("".join(kept)) < 6000
    assert all(part.isprintable() for part in kept)
    json.loads(kept[1])
    assert broken(log) is None


def test_no_hostile_text_forges_a_line() -> None:
    for text in EVERY:
        assert clean(text).isprintable()
        assert len(clean(text)) <= 200
