"""`build` publishes demo data marked as such, with the truth that was planted in it beside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from seed import publish
from seed.__main__ import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def small(monkeypatch):
    """A build without roll-ups, which have tests of their own."""
    monkeypatch.setattr(publish, "_WORTH_ROLLING_UP", sys.maxsize)


def test_a_build_is_marked_as_demo_and_its_truth_lies_beside(target, ask, capsys, small):
    arguments = ["build", "--scale", "tiny", "--out", str(target)]
    assert main(arguments) == 0
    assert "now holds release" in capsys.readouterr().out
    truth = json.loads(target.with_name("w.duckdb.truth.json").read_text(encoding="utf-8"))
    newest = "SELECT as_of, is_demo, note FROM data_release ORDER BY published_at DESC LIMIT 1"
    ((as_of, is_demo, note),) = ask(target, newest)
    assert (as_of.isoformat(), is_demo, note) == (truth["as_of"], True, "demo data, scale tiny, seed 20261001")
    assert main(["check", str(target)]) == 0

    version = target.resolve()
    assert main(arguments) == 0
    assert "already holds release" in capsys.readouterr().out
    assert target.resolve() == version


def test_a_scale_may_have_another_size(target, ask, small):
    assert main(["build", "--scale", "nation", "--schools", "500", "--years", "1", "--out", str(target)]) == 0
    assert ask(target, "SELECT count(*) FROM school") == [(500,)]
    assert ask(target, "SELECT min(week) FROM fact_usage") == [(date(2025, 9, 1),)]
    note = "demo data, scale nation, 500 schools, 1 years of usage, seed 20261001"
    assert (note,) in ask(target, "SELECT note FROM data_release")


@pytest.mark.parametrize("size", [["--schools", "499"], ["--schools", "some"], ["--years", "0"], ["--years", "11"]])
def test_a_size_that_cannot_be_made_is_refused(target, size, capsys):
    with pytest.raises(SystemExit):
        main(["build", *size, "--out", str(target)])
    assert "a number from" in capsys.readouterr().err


def test_an_unknown_scale_is_refused(target):
    with pytest.raises(SystemExit):
        main(["build", "--scale", "huge", "--out", str(target)])


def test_a_build_that_is_stopped_says_so_and_leaves_nothing(target):
    command = [sys.executable, "-m", "seed", "build", "--scale", "demo", "--out", str(target)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as build:
        while not list(target.parent.glob(".w-building-*")):
            assert build.poll() is None
            time.sleep(0.05)
        build.send_signal(signal.SIGTERM)
        _, errors = build.communicate(timeout=60)
    assert build.returncode == 130
    assert errors.splitlines()[-1] == "Stopped; nothing was published."
    assert list(target.parent.iterdir()) == []
