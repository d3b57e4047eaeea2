"""`python -m dashboard users`: accounts from the command line; a file is imported whole or not at all."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.__main__ import main
from dashboard.auth import users
from dashboard.auth.users import scope_of
from dashboard.store import Store, User
from tests.fixtures.hostile import EVERY


@pytest.fixture
def store(tmp_path: Path, tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The database that the commands are configured for."""
    url = f"sqlite:///{tmp_path / 'app.sqlite'}"
    monkeypatch.setenv("DASHBOARD_APP_DB_URL", url)
    monkeypatch.setenv("DASHBOARD_WAREHOUSE_URL", tiny_warehouse)
    return Store(url)


def names(store: Store) -> list[str]:
    with store.reading() as db:
        return list(db.scalars(select(User.name).order_by(User.name)))


def test_there_is_no_account_by_default(store: Store) -> None:
    assert names(store) == []


def test_the_first_administrator_is_made_here(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "root", "--role", "administrator"]) == 0
    code = re.search(r"one-time code ([A-Z2-9-]{23})", capsys.readouterr().out)
    assert code is not None
    user = users.verify(store, "root", code[1])
    assert user is not None
    assert (user.role, user.must_change) == ("administrator", True)


def test_a_scope_is_granted_listed_and_ended(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "wu", "--role", "director", "--scope", "area:wuhan", "--until", "2999-01-31"]) == 0
    assert main(["users", "scope", "wu", "grant", "region:440000"]) == 0
    capsys.readouterr()
    assert main(["users", "scope", "wu", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == ["area:wuhan until 2999-01-31", "region:440000"]
    assert main(["users", "scope", "wu", "end", "area:wuhan"]) == 0
    user = store.user("wu")
    assert user is not None
    assert scope_of(user).places == {"440000"}


@pytest.mark.parametrize(
    "scope", ["area:atlantis", "region:999999", "school:S999999", "region:area:wuhan", "x", "school:440000"]
)
def test_a_place_that_is_not_there_is_refused(store: Store, scope: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "wu", "--role", "director", "--scope", scope]) == 1
    assert scope in capsys.readouterr().err
    assert names(store) == []


def test_an_account_is_disabled_enabled_and_reset(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    main(["users", "add", "wu", "--role", "steward"])
    first = capsys.readouterr().out
    assert main(["users", "disable", "wu"]) == 0
    assert store.user("wu") is None
    assert main(["users", "enable", "wu"]) == 0
    assert main(["users", "reset", "wu"]) == 0
    code = re.search(r"one-time code (\S+)", capsys.readouterr().out)
    assert code is not None
    assert code[1] not in first
    assert users.verify(store, "wu", code[1]) is not None
    assert main(["users", "disable", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err


class TestAFile:
    """Import from CSV."""

    def imported(self, path: Path, text: str, *more: str) -> int:
        path.write_text(text, encoding="utf-8")
        return main(["users", "import", str(path), *more])

    def test_it_is_imported_whole(self, store: Store, tmp_path: Path) -> None:
        text = "\ufeffname,role,scope,until,language\nanna,principal,region:440000 area:wuhan,2999-08-31,en\n"
        text += "bo,ministry,nation,,\n"
        codes = tmp_path / "codes.csv"
        assert self.imported(tmp_path / "u.csv", text, "--codes", str(codes)) == 0
        assert names(store) == ["anna", "bo"]
        assert stat.S_IMODE(codes.stat().st_mode) == 0o600
        told = dict(line.split(",") for line in codes.read_text().splitlines()[1:])
        assert users.verify(store, "anna", told["anna"]) is not None

    def test_a_dry_run_changes_nothing(self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.imported(tmp_path / "u.csv", "name,role\nanna,principal\nbo,ministry\n", "--dry-run") == 0
        assert capsys.readouterr().out.startswith("2 accounts would be made")
        assert names(store) == []

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("name,role\nanna,principal\nbo,king\n", "line 3: There is no role king"),
            (
                "name,role,scope\nanna,principal,\nbo,director,area:atlantis\n",
                "line 3: The warehouse has no area:atlantis",
            ),
            ("name,role\nanna,principal\nanna,director\n", "line 3: the name stands in line 2 already"),
            ("name,role,until\nanna,principal,soon\n", "line 2: 'soon' is no day"),
            ("name,role\nanna\n", "line 2: it has another number of cells than the head"),
            ('name,role\n"anna,principal\n', "this is no CSV"),
            ("name,rank\nanna,principal\n", "line 1: the column role is missing"),
            ("name,role,colour\nanna,principal,red\n", "line 1: there is no column 'colour'"),
            ("name,role\n", "no account"),
            ("", "line 1"),
        ],
    )
    def test_a_fault_names_its_line_and_nothing_is_imported(
        self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
    ) -> None:
        assert self.imported(tmp_path / "u.csv", text) == 1
        assert told in capsys.readouterr().err
        assert names(store) == []

    def test_every_fault_is_told_at_once(
        self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.imported(tmp_path / "u.csv", "name,role\na b,principal\nbo,king\nok,ministry\nc,ministry\n") == 1
        lines = capsys.readouterr().err.splitlines()
        assert [line.partition(":")[0] for line in lines] == ["line 2", "line 3", "line 5", "Nothing was imported."]

    def test_no_hostile_cell_gets_in(self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for text in EVERY:
            cell = '"' + text.replace('"', '""') + '"'
            lines = f"name,role,scope\n{cell},principal,\nanna,{cell},\nbo,principal,{cell}\n"
            assert self.imported(tmp_path / "u.csv", lines) == 1, text
            said = capsys.readouterr().err
            assert "Traceback" not in said
            faults = [line for line in said.splitlines() if line.startswith("line ")]
            assert len(faults) == 3 or "this is no CSV" in said, (text, said)
        assert names(store) == []

    def test_what_is_no_text_is_refused(self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "u.csv"
        path.write_bytes("name,role\n校长,principal\n".encode("gb18030"))
        assert main(["users", "import", str(path)]) == 1
        assert "UTF-8" in capsys.readouterr().err

    def test_codes_never_go_over_another_file(self, store: Store, tmp_path: Path) -> None:
        codes = tmp_path / "codes.csv"
        codes.write_text("kept")
        assert self.imported(tmp_path / "u.csv", "name,role\nanna,principal\n", "--codes", str(codes)) == 1
        assert codes.read_text() == "kept"
        assert names(store) == []


def test_the_audit_is_checked_from_here(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    main(["users", "add", "root", "--role", "administrator"])
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0
    whole = re.fullmatch(r"The audit log is whole: 1 rows, ending in ([0-9a-f]{64})\n", capsys.readouterr().out)
    assert whole is not None
    assert main(["audit", "verify", "--expect", whole[1]]) == 0
    assert main(["audit", "verify", "--expect", "0" * 64]) == 1
    with store.session() as db:
        db.connection().exec_driver_sql("DROP TRIGGER app_audit_no_update")
        db.connection().exec_driver_sql("UPDATE app_audit SET actor = 'somebody' WHERE id = 1")
    assert main(["audit", "verify"]) == 1
    assert "broken at row 1" in capsys.readouterr().err


@pytest.mark.parametrize("months", ["5", "-1", "many", ""])
def test_the_audit_is_kept_for_half_a_year_at_least(store: Store, monkeypatch: pytest.MonkeyPatch, months: str) -> None:
    monkeypatch.setenv("DASHBOARD_AUDIT_MONTHS", months)
    assert main(["audit", "prune"]) == (0 if months == "" else 1)
