"""A folder of contract tables, any subset in CSV or Parquet, becomes a warehouse."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from seed.__main__ import main
from seed.errors import Refused
from seed.sources import detect

REGIONS = """region_code,level,parent_code,name_zh
000000,nation,,中国
440000,province,000000,广东
440300,prefecture,440000,深圳
440303,county,440300,罗湖
"""
SCHOOLS = "school_id,region_code\nS1,440303\nS2,440300\n"
HEADER = "school_id,week,platform_code,resource_kind,user_role,views,minutes\n"
USAGE = HEADER + "".join(f"S1,2024-09-02,p,kind{number},student,{number},\n" for number in range(99))


def test_a_subset_of_tables_loads_and_the_others_stay_empty(folder, load, target, ask):
    report = load(folder(region=REGIONS, school=SCHOOLS, fact_usage=USAGE))
    assert ask(target, "SELECT count(*), sum(views), count(minutes), count(users) FROM fact_usage") == [
        (99, 4851, 0, 0)
    ]
    assert ask(target, "SELECT count(*) FROM fact_training") == [(0,)]
    assert ask(target, "SELECT count(*) FROM unit_closure WHERE ancestor_code = '440000'") == [(3,)]
    tally = report.files["fact_usage.csv"]
    assert (tally.read, tally.loaded, tally.quarantined) == (99, 99, 0)


def test_the_release_speaks_of_the_last_day_of_the_facts_and_is_no_demo(folder, load, target, ask):
    load(folder(school=SCHOOLS, fact_usage=USAGE))
    assert ask(target, "SELECT as_of, is_demo, rows FROM data_release") == [(date(2024, 9, 8), False, 99)]
    assert ask(target, "SELECT min(day), max(day) FROM calendar") == [(date(2024, 9, 1), date(2024, 9, 30))]


def test_given_releases_are_kept(folder, load, target, ask):
    given = "release_id,published_at,as_of,is_demo\nr1,2025-01-01T00:00:00,2024-12-31,false\n"
    load(folder(school=SCHOOLS, data_release=given))
    assert ask(target, "SELECT release_id, as_of FROM data_release") == [("r1", date(2024, 12, 31))]


def test_the_same_folder_again_changes_nothing(folder, load, target):
    path = folder(school=SCHOOLS, fact_usage=USAGE)
    load(path)
    first = target.resolve()
    load(path)
    assert target.resolve() == first


def test_the_order_of_the_rows_does_not_matter(folder, load, target, ask):
    content = "SELECT * FROM fact_usage"
    load(folder(school=SCHOOLS, fact_usage=USAGE))
    first = ask(target, content)
    header, *rows = USAGE.splitlines(keepends=True)
    load(folder(fact_usage=header + "".join(reversed(rows))))
    assert ask(target, content) == first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf_8_with_and_without_mark_and_gb18030_are_read(folder, load, target, ask, encoding):
    path = folder(school=SCHOOLS)
    (path / "region.csv").write_text(REGIONS, encoding=encoding)
    load(path)
    assert ask(target, "SELECT name_zh FROM region WHERE region_code = '440303'") == [("罗湖",)]


def test_parquet_is_read_like_csv(folder, load, target, ask):
    path = folder(school=SCHOOLS)
    query = """SELECT 'S' || (1 + i % 2) AS school_id, TIMESTAMP '2024-09-02' AS week, 'p' AS platform_code,
                      'k' || i AS resource_kind, 'student' AS user_role, i::DOUBLE AS views, TRUE AS extra
               FROM range(100) AS r (i)"""
    duckdb.sql(query).write_parquet(str(path / "FACT_USAGE.PARQUET"))
    report = load(path)
    assert ask(target, "SELECT count(*), sum(views), min(week) FROM fact_usage") == [(100, 4950, date(2024, 9, 2))]
    assert "FACT_USAGE.PARQUET: ignored extra" in report.notes


def test_counts_may_be_written_in_several_ways(folder, load, target, ask):
    cells = ["12", "12.0", "\uff11\uff12", " 12 ", "0", "", "007"]
    rows = "".join(f"S{n},2024-09-02,{cell}\n" for n, cell in enumerate(cells))
    load(folder(fact_textbook="school_id,week,users\n" + rows))
    assert ask(target, "SELECT users FROM fact_textbook ORDER BY school_id") == [
        (12,),
        (12,),
        (12,),
        (12,),
        (0,),
        (None,),
        (7,),
    ]


def test_days_may_be_written_in_several_ways(folder, load, target, ask):
    cells = [
        "2024-09-02",
        "2024/9/2",
        "2024-9-2",
        "2024-09-02 00:00:00",
        "\uff12\uff10\uff12\uff14-\uff10\uff19-\uff10\uff12",
    ]
    load(folder(fact_textbook="school_id,week\n" + "".join(f"S{n},{cell}\n" for n, cell in enumerate(cells))))
    assert ask(target, "SELECT week, count(*) FROM fact_textbook GROUP BY week") == [(date(2024, 9, 2), 5)]


def test_flags_may_be_written_in_several_ways(folder, load, target, ask):
    yes, no = ["true", "1", "是", "YES"], ["false", "0", "no", "否"]
    rows = "".join(f"S{n},{cell}\n" for n, cell in enumerate([*yes, *no, ""]))
    load(folder(school="school_id,boarding\n" + rows))
    flags = [flag for (flag,) in ask(target, "SELECT boarding FROM school ORDER BY school_id")]
    assert flags == [True] * 4 + [False] * 4 + [None]


def test_a_blank_segment_is_unassigned(folder, load, target, ask):
    load(folder(fact_usage=HEADER + "S2,2024-09-02,,,,4,\n"))
    query = "SELECT platform_code, resource_kind, user_role, views FROM fact_usage"
    assert ask(target, query) == [("unassigned", "unassigned", "unassigned", 4)]


def test_missing_extra_and_misnamed_things_are_noted_not_refused(folder, load):
    path = folder(school="school_id,Colour\nS1,red\n", fact_trainnig="x\n", other="x\n", unit_closure="x\n")
    (path / "read.me").write_text("")
    notes = load(path).notes
    assert "fact_trainnig.csv: ignored, not named after a contract table; did you mean fact_training?" in notes
    assert "other.csv: ignored, not named after a contract table" in notes
    assert "read.me: ignored, not named after a contract table" in notes
    assert "unit_closure.csv: ignored, it is derived from region and area_member" in notes
    assert "school.csv: ignored Colour" in notes
    assert any(note.startswith("school.csv: without region_code, name_zh, ") for note in notes)


def test_the_kind_of_a_folder_is_told_by_its_files(folder, tmp_path):
    assert detect(folder(fact_usage=USAGE)) == "contract"
    with pytest.raises(Refused, match="neither the OULAD files nor"):
        detect(tmp_path)
    with pytest.raises(Refused, match="There is no folder"):
        detect(tmp_path / "none")


def test_the_command_prints_that_read_is_loaded_and_quarantined(folder, target, capsys):
    path = folder(school=SCHOOLS, fact_usage=USAGE + "S9,2024-09-02,p,x,student,1,\n")
    assert main(["load", "auto", str(path), "--out", str(target)]) == 0
    out, err = capsys.readouterr()
    assert "school.csv: 2 read = 2 loaded + 0 quarantined\n" in out
    assert "fact_usage.csv: 100 read = 99 loaded + 1 quarantined\n" in out
    assert 'fact_usage.csv, line 101, school_id, "S9": is an unknown school\n' in err
