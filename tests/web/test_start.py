"""`python -m dashboard run` says in one sentence why it does not start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT


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


def refusal(folder: Path, *arguments: str) -> str:
    """The one line with which a start in `folder` ends."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DASHBOARD_")} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dashboard", "run", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode not in (0, -9), done.stdout
    said = (done.stdout + done.stderr).strip().splitlines()
    assert len(said) == 1, done.stdout + done.stderr
    return said[0]


def test_a_taken_port(tmp_path: Path, taken_port: int) -> None:
    text = refusal(tmp_path, "--port", str(taken_port))
    assert str(taken_port) in text
    assert "PORT=" in text


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    assert port in refusal(tmp_path, "--port", port)


def test_a_warehouse_that_is_not_there(tmp_path: Path, free_port: int) -> None:
    text = refusal(tmp_path, "--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/none.duckdb")
    assert "none.duckdb" in text


def test_a_warehouse_that_is_no_database(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "broken.duckdb").write_text("this is no database")
    text = refusal(tmp_path, "--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/broken.duckdb")
    assert "broken.duckdb" in text


def test_a_database_that_is_no_warehouse(tmp_path: Path, free_port: int) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("create table something (a integer)")
    text = refusal(tmp_path, "--port", str(free_port), "--warehouse", f"duckdb:///{tmp_path}/other.duckdb")
    assert "other.duckdb" in text


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x/y", "postgresql+psycopg://127.0.0.1:1/none", "duckdb://"])
def test_an_address_that_leads_to_no_warehouse(tmp_path: Path, free_port: int, url: str) -> None:
    refusal(tmp_path, "--port", str(free_port), "--warehouse", url)


def test_a_password_in_the_address_is_not_printed(tmp_path: Path, free_port: int) -> None:
    url = "postgresql+psycopg://reader:hunter2@127.0.0.1:1/none"
    assert "hunter2" not in refusal(tmp_path, "--port", str(free_port), "--warehouse", url)


def test_a_data_folder_that_is_not_there(tmp_path: Path, free_port: int) -> None:
    assert "no-such-folder" in refusal(tmp_path, "--port", str(free_port), "--data", "no-such-folder")


def test_a_data_folder_without_data(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "empty").mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dashboard", "run", "--port", str(free_port), "--data", "empty"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "empty" in done.stderr
