"""`python -m dashboard run` says in one sentence why it does not start."""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
from gunicorn.arbiter import Arbiter

from dashboard.__main__ import main
from data_access.engine import QueryTooSlow
from data_access.opened import Opened
from data_access.release import Snapshot
from tests.conftest import ROOT

PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("DASHBOARD_")}


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield int(held.getsockname()[1])


Refusal = Callable[..., str]


@pytest.fixture
def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refusal:
    """The one line with which a start in an empty folder ends, in this process: starting another takes seconds."""
    monkeypatch.chdir(tmp_path)

    def ended(*arguments: str) -> str:
        with patch.dict(os.environ, PLAIN, clear=True):
            assert main(["run", *arguments]) == 1
        printed = capsys.readouterr()
        said = (printed.out + printed.err).strip().splitlines()
        assert len(said) == 1, said
        return said[0]

    return ended


def test_a_taken_port(tmp_path: Path, taken_port: int) -> None:
    command = [sys.executable, "-m", "dashboard", "run", "--port", str(taken_port)]
    environment = PLAIN | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    (text,) = (done.stdout + done.stderr).strip().splitlines()
    assert str(taken_port) in text
    assert "PORT=" in text


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_is_none(refusal: Refusal, port: str) -> None:
    assert port in refusal("--port", port)


def test_a_warehouse_that_is_not_there(tmp_path: Path, refusal: Refusal, free_port: int) -> None:
    text = refusal("--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/none.duckdb")
    assert "none.duckdb" in text


def test_a_warehouse_that_is_no_database(tmp_path: Path, refusal: Refusal, free_port: int) -> None:
    (tmp_path / "broken.duckdb").write_text("this is no database")
    text = refusal("--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/broken.duckdb")
    assert "broken.duckdb" in text


def test_a_database_that_is_no_warehouse(tmp_path: Path, refusal: Refusal, free_port: int) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("create table something (a integer)")
    text = refusal("--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/other.duckdb")
    assert "other.duckdb" in text


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "no address of a warehouse"),
        ("nonsense://x/y", "does not live on 'nonsense'"),
        ("postgresql+psycopg://127.0.0.1:1/none", "postgresql+psycopg"),
        ("duckdb://", "no warehouse file"),
    ],
)
def test_an_address_that_leads_to_no_warehouse(refusal: Refusal, free_port: int, url: str, why: str) -> None:
    assert why in refusal("--port", str(free_port), "--warehouse", url)


def test_a_password_in_the_address_is_not_printed(refusal: Refusal, free_port: int) -> None:
    url = "postgresql+psycopg://reader:hunter2@127.0.0.1:1/none"
    assert "hunter2" not in refusal("--port", str(free_port), "--warehouse", url)


def test_a_limit_that_the_first_question_exceeds(
    refusal: Refusal, free_port: int, tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_opened: Opened) -> Snapshot:
        raise QueryTooSlow("stopped after 0.001 s")  # whether such a limit is met is chance on a fast machine

    monkeypatch.setattr(Opened, "snapshot", late)
    text = refusal("--port", str(free_port), "--warehouse", tiny_warehouse)
    assert "DASHBOARD_QUERY_SECONDS" in text and "stopped after 0.001 s; allow it more" in text


def test_a_bad_setting_stops_the_server_and_not_a_worker_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    with patch.dict(os.environ, PLAIN, clear=True), pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "app.py"))
    assert ended.value.code == Arbiter.APP_LOAD_ERROR
    (text,) = capsys.readouterr().err.strip().splitlines()
    assert text.startswith("DASHBOARD_SECRET_KEY is missing")


def test_a_data_folder_that_is_not_there(refusal: Refusal, free_port: int) -> None:
    assert "no-such-folder" in refusal("--port", str(free_port), "--data", "no-such-folder")


def test_a_data_folder_without_data(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "empty").mkdir()
    environment = PLAIN | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dashboard", "run", "--port", str(free_port), "--data", "empty"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "empty" in done.stderr


def test_what_serves_is_loaded_while_the_warehouse_is_made() -> None:
    """Compiling it takes seconds: a command that loaded it before would only then begin to make the warehouse."""
    told = "import sys, dashboard.commands.run; print(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", told]
    loaded = subprocess.run(command, cwd=ROOT, env=PLAIN, capture_output=True, text=True, check=True).stdout.split()
    assert "dashboard.commands.run" in loaded
    assert not {"pandas", "sqlalchemy", "dash", "flask", "data_access.gate", "dashboard.settings"} & set(loaded)
