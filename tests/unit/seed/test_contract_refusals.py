"""What makes a folder unfit as a whole: one sentence, nothing published, the old warehouse as it was."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from seed.__main__ import main
from seed.errors import Refused
from seed.tables import statements

SCHOOL = "school_id\nS1\n"
REGIONS = "region_code,level,parent_code\nN,nation,\nP,province,N\nP1,county,P\n"
TEXTBOOK = "school_id,week\n" + "".join(f"S{number},2024-09-02\n" for number in range(98))


def test_two_percent_bad_rows_are_accepted(folder, load):
    tally = load(folder(fact_textbook=TEXTBOOK + "x\nx\n")).files["fact_textbook.csv"]
    assert (tally.read, tally.loaded, tally.quarantined) == (100, 98, 2)


@pytest.fixture
def old(target: Path) -> Path:
    """Something that is already published; any content will do, as nobody may touch it."""
    version = target.parent / "w-2020-01-01-abcdef.duckdb"
    version.parent.mkdir()
    version.write_text("old")
    target.symlink_to(version.name)
    return version


FATAL = [
    ({"fact_usage": "school_id,week\nS1,2024-09-02\n"}, r"fact_usage\.csv lacks the required column platform_code, "),
    ({"school": "school_id,stage,STAGE\nS1,,\n"}, r"school\.csv has the column stage twice"),
    ({"school": ""}, r"school\.csv has no header"),
    ({"area_member": "area_code\na\n"}, r"area_member\.csv lacks the required column region_code or school_id"),
    ({"fact_textbook": TEXTBOOK + "x\n" * 3}, r"fact_textbook\.csv: 3 of 101 records are bad \(3\.0%\), more than 2 %"),
    ({"region": REGIONS + "A,county,B\nB,county,A\n"}, r"cycle in region: A stands above itself"),
    (
        {"region": REGIONS, "fact_home_access": "region_code,term_code,setting\nP,2024-1,urban\nP1,2024-1,rural\n"},
        r"fact_home_access stands at two levels of one branch in 2024-1: P and P1",
    ),
    ({"school": 'school_id,name_zh\nS1,"' + "x" * 200_000 + "\n"}, r"school\.csv cannot be read: field larger"),
    ({"school": "school_id,contact\nS1,138 0013 8000\n"}, "line 2, column contact looks like a mobile number"),
    ({"school": "school_id,code\nS1,11010519491231002X\n"}, "line 2, column code looks like an identity number"),
    ({"fact_textbook": "school_id,week,users\nS1,,11010519491231002X\n"}, "column users looks like an identity"),
]


@pytest.mark.parametrize(("files", "sentence"), FATAL)
def test_a_fatal_fault_publishes_nothing_and_leaves_the_old_warehouse(folder, load, old, target, files, sentence):
    with pytest.raises(Refused, match=sentence) as caught:
        load(folder(**files))
    assert "\n" not in str(caught.value)
    assert target.resolve() == old
    left = {path.name for path in target.parent.iterdir()} - {"w.duckdb.report.json", "w.duckdb.quarantine.csv"}
    assert left == {old.name, target.name}
    assert old.read_text() == "old"
    report = json.loads(target.with_name("w.duckdb.report.json").read_text())
    assert (report["published"], report["refused"]) == (False, str(caught.value))


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("fact_textbook", "姓名"),
        ("fact_textbook", "Name"),
        ("fact_textbook", "phone"),
        ("fact_textbook", "teacher_name"),
        ("school", "学生姓名"),
        ("school", "身份证号"),
        ("school", "id_card"),
        ("school", "Date of birth"),
        ("school", "student_id"),
    ],
)
def test_a_column_named_like_a_person_is_refused(folder, load, table, header):
    with pytest.raises(Refused, match=f"column {header}, which looks like data about persons"):
        load(folder(**{table: f"school_id,week,{header}\nS1,2024-09-02,x\n"}))


def test_a_personal_value_is_never_repeated(folder, load, target):
    with pytest.raises(Refused) as caught:
        load(folder(school="school_id,contact\nS1,138 0013 8000\n"))
    left = "".join(path.read_text() for path in target.parent.glob("w.duckdb.*"))
    assert "0013" not in str(caught.value) + left


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("11010519491231002X", "identity"),
        ("11010519491231002x", "identity"),
        ("440524 18800101 001 4", None),
        ("110105194912310021", None),
        ("110105194913310021", None),
        ("12440300455755555A", None),
        ("13800138000", "mobile"),
        ("+86 138-0013-8000", "mobile"),
        ("1380013800", None),
        ("23800138000", None),
        ("2024-09-02", None),
        ("", None),
    ],
)
def test_a_person_is_told_by_the_shape_of_the_number(cell, kind):
    with duckdb.connect() as connection:
        connection.execute(statements("sources/formats.sql"))
        found = connection.execute("SELECT is_identity($1), is_mobile($1)", [cell]).fetchone() or (None, None)
    assert (bool(found[0]), bool(found[1])) == (kind == "identity", kind == "mobile")


def test_a_file_that_is_no_text_is_refused(folder, load):
    path = folder(school=SCHOOL)
    (path / "region.csv").write_bytes(REGIONS.encode("utf-16"))
    with pytest.raises(Refused, match=r"region\.csv is not a text file in UTF-8 or GB18030"):
        load(path)
    (path / "region.csv").unlink()
    (path / "region.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(Refused, match=r"region\.parquet cannot be read"):
        load(path)


def test_a_table_may_come_in_one_file_only(folder, load):
    path = folder(school=SCHOOL)
    duckdb.sql("SELECT 'S1' AS school_id").write_parquet(str(path / "school.parquet"))
    with pytest.raises(Refused, match=r"holds both school\.csv and school\.parquet"):
        load(path)


@pytest.mark.parametrize("kind", ["auto", "contract", "oulad"])
def test_the_command_refuses_a_missing_or_empty_folder_in_one_sentence(tmp_path, target, capsys, kind):
    (tmp_path / "empty").mkdir()
    for folder in ("none", "empty"):
        assert main(["load", kind, str(tmp_path / folder), "--out", str(target)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert not target.parent.exists()
