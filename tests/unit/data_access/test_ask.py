"""`python -m data_access ask`: the same numbers, as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dashboard.auth.users import save
from dashboard.store import Store
from data_access.__main__ import main
from data_access.disclosure import OPEN
from data_access.gate import Gate
from tests.fixtures import by_hand
from tests.fixtures.country import NATION, PROVINCE

COLUMNS = ["place_code", "place_name", "period", "numerator", "denominator", "value"]
COLUMNS += ["n_reported", "n_expected", "state"]


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask the small country; returns exit code, output and what was said on the side."""
    monkeypatch.setattr("data_access.__main__.Gate", partial(Gate, rules=OPEN))

    def ask(*words: str, warehouse: str = url) -> tuple[int, str, str]:
        code = main(["ask", *words, "--warehouse", warehouse])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


def rows(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output)))


def test_csv_has_the_promised_columns_and_whole_numbers(run: Any) -> None:
    code, output, said = run("T04", "--place", NATION, "--format", "csv")
    (row,) = rows(output)
    above, below, n = by_hand.found("T04", NATION)[(NATION,)]
    assert (code, said, list(row)) == (0, "", COLUMNS)
    assert (row["numerator"], row["denominator"], row["n_reported"]) == (str(above), str(below), str(n))
    assert row["value"] == str(round(100 * above / below, 6))
    assert (row["place_name"], row["period"], row["state"]) == ("中国", "2023-09..2025-06", "value")


def test_json_says_null_where_nothing_was_reported(run: Any) -> None:
    _, output, _ = run("T04", "--place", "710000", "--format", "json", "--lang", "en")
    (row,) = json.loads(output)
    assert list(row) == COLUMNS
    assert (row["place_name"], row["value"], row["numerator"], row["state"]) == ("Taiwan", None, None, "not_reported")


def test_a_table_shows_a_dash_where_nothing_is(run: Any) -> None:
    _, output, _ = run("T04", "--place", "710000")
    heads, cells = (line.split() for line in output.splitlines())
    assert heads == COLUMNS
    assert cells[3:] == ["-", "-", "-", "0", "0", "not_reported"]


def test_a_name_falls_back_to_the_other_language(run: Any) -> None:
    _, output, _ = run("T04", "--place", "S03", "--format", "csv", "--lang", "en")
    assert rows(output)[0]["place_name"] == "S03 xuexiao"
    _, output, _ = run("T04", "--place", "110102", "--format", "csv", "--lang", "en")
    assert rows(output)[0]["place_name"] == "Xicheng"


def test_groups_filters_and_periods(run: Any) -> None:
    words = ("T04", "--place", PROVINCE, "--by", "child,cohort", "--by", "term", "--period", "2024-2025")
    code, output, _ = run(*words, "--where", "setting=rural", "--where", "programme_code=it2", "--format", "csv")
    by, where = ("child", "term", "cohort"), (("setting", "rural"), ("programme_code", "it2"))
    expected = by_hand.found("T04", PROVINCE, ((2024, 9), (2025, 8)), by, where)
    told = {(r["place_code"], r["period"], r["cohort"]): r for r in rows(output) if r["numerator"]}
    assert code == 0 and told.keys() == expected.keys()
    assert all(int(told[key]["denominator"]) == below for key, (_, below, _) in expected.items())
    assert list(rows(output)[0]) == [*COLUMNS[:6], "cohort", *COLUMNS[6:]]


def test_a_segment_of_reports_is_checked_like_any_other(run: Any) -> None:
    code, output, _ = run("P06", "--place", NATION, "--where", "feed_code=home", "--format", "csv")
    (above, below, _), *_ = by_hand.found("P06", NATION, None, (), (("feed_code", "home"),)).values()
    assert (code, rows(output)[0]["numerator"], rows(output)[0]["denominator"]) == (0, str(above), str(below))
    assert "known are act, home, share" in run("P06", "--place", NATION, "--where", "feed_code=banana")[2]


def test_what_does_not_apply_is_an_answer_with_a_word_on_the_side(run: Any) -> None:
    code, output, said = run("G08", "--place", NATION, "--where", "stage=primary", "--format", "csv")
    assert (code, said) == (0, "G08 does not apply here: stage\n")
    assert rows(output)[0]["state"] == "not_applicable"


def test_an_answer_without_rows_is_no_error(run: Any) -> None:
    for how in ("table", "csv", "json"):
        code, output, said = run("R02", "--place", "S01", "--by", "child", "--format", how)
        assert (code, said) == (0, "")
        assert output.strip() and "Empty DataFrame" not in output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("X99", "--place", NATION), "There is no indicator 'X99'"),
        (("G10", "--place", NATION), "write G10:R02"),
        (("R02", "--place", "nowhere"), "There is no place 'nowhere' in your scope."),
        (("R02", "--place", NATION, "--period", "2024-13"), "not a period: '2024-13'"),
        (("R02", "--place", NATION, "--period", "2025-01..2024-01"), "ends before it starts"),
        (("R02", "--place", NATION, "--where", "stage"), "--where takes NAME=CODE"),
        (("R02", "--place", NATION, "--by", "colour"), "Nothing is grouped by 'colour'"),
        (("R02", "--place", NATION, "--by", "week"), "R02 cannot be grouped by week"),
    ],
)
def test_a_bad_question_is_one_sentence_and_exit_code_two(run: Any, words: tuple[str, ...], said: str) -> None:
    code, output, error = run(*words)
    assert (code, output) == (2, "")
    assert said in error and error.count("\n") == 1


def test_a_warehouse_that_is_not_there_is_one_sentence(run: Any, tmp_path: Path) -> None:
    for address in (f"duckdb:///{tmp_path}/none.duckdb", "nonsense", "nosuch://engine"):
        code, output, error = run("R02", "--place", NATION, warehouse=address)
        assert (code, output, error.count("\n")) == (2, "", 1), address


def test_as_a_user_it_is_that_readers_scope(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = f"sqlite:///{tmp_path}/app.sqlite"
    monkeypatch.setenv("DASHBOARD_APP_DB_URL", accounts)
    save(Store(accounts), "head", "principal", "x" * 12, [("school", "S02")])
    assert run("T04", "--place", "S02", "--as", "head") == run("T04", "--place", "S02")
    assert run("T04", "--place", "S01", "--as", "head")[0] == 2
    assert run("T04", "--place", NATION, "--as", "head")[2] == f"There is no place '{NATION}' in your scope.\n"
    assert run("T04", "--place", NATION, "--as", "nobody")[2] == "There is no user 'nobody'.\n"


@pytest.mark.parametrize("words", [[], ["ask"], ["ask", "R02"], ["ask", "R02", "--place", "N", "--format", "xml"]])
def test_words_that_are_missing_are_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "usage: python -m data_access" in capsys.readouterr().err
