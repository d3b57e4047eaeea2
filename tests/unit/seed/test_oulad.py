"""The Open University's published files become a warehouse with the counts that their authors published."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from seed.errors import Refused
from seed.sources import detect, oulad

TABLES = {
    "courses.parquet": """
        SELECT * FROM (VALUES ('AAA', '2013J', 60.0), ('BBB', '2014B', 50.0))
            t (code_module, code_presentation, module_presentation_length)""",
    "vle.parquet": """
        SELECT * FROM (VALUES (1.0, 'resource'), (2.0, 'forumng'), (3.0, NULL)) t (id_site, activity_type)""",
    "studentInfo.parquet": """
        SELECT * FROM (VALUES
            ('AAA', '2013J', 11.0, 'North Western Region', '10-20', 'Pass'),
            ('AAA', '2013J', 12.0, 'North Western Region', '90-100%', 'Withdrawn'),
            ('AAA', '2013J', 13.0, 'Scotland', NULL, 'Distinction'),
            ('BBB', '2014B', 11.0, 'Scotland', '10-20', 'Fail'),
            ('BBB', '2014B', 14.0, NULL, '', 'Pass')
        ) t (code_module, code_presentation, id_student, region, imd_band, final_result)""",
    "studentRegistration.parquet": """
        SELECT * FROM (VALUES
            ('AAA', '2013J', 11.0, -30.0, NULL),
            ('AAA', '2013J', 12.0, -10.0, 10.0),
            ('AAA', '2013J', 13.0, NULL, CAST('nan' AS DOUBLE)),
            ('BBB', '2014B', 11.0, 30.0, NULL),
            ('BBB', '2014B', 14.0, -5.0, -1.0)
        ) t (code_module, code_presentation, id_student, date_registration, date_unregistration)""",
    # Day 0 of 2013J is 1 October 2013, a Tuesday; of 2014B 1 February 2014, a Saturday.
    "studentVle_ds/code_module=AAA/code_presentation=2013J/part-0.parquet": """
        SELECT * FROM (VALUES
            (11.0, 1.0, -2.0, 3.0), (11.0, 1.0, -2.0, 4.0), (11.0, 2.0, 0.0, 5.0),
            (12.0, 1.0, 1.0, 1.0), (12.0, 3.0, 45.0, 2.0), (13.0, 1.0, 31.0, 9.0)
        ) t (id_student, id_site, date, sum_click)""",
    "studentVle_ds/code_module=BBB/code_presentation=2014B/part-0.parquet": """
        SELECT * FROM (VALUES (11.0, 1.0, 0.0, 6.0), (99.0, 1.0, 2.0, 7.0)) t (id_student, id_site, date, sum_click)""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published layout with five students and eight clicks."""
    path = tmp_path_factory.mktemp("small-oulad")
    for name, query in TABLES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql(query).write_parquet(str(path / name))
    return path


@pytest.fixture(scope="module")
def small(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse that the small folder becomes."""
    target = tmp_path_factory.mktemp("small") / "oulad.duckdb"
    oulad.load(folder, target)
    return target


def test_the_folder_is_known_by_its_file_names(folder):
    assert detect(folder) == "oulad"


def test_regions_become_provinces_of_one_nation(small, ask):
    assert ask(small, "SELECT region_code, level, parent_code, name_en, name_zh FROM region ORDER BY region_code") == [
        ("UK", "nation", None, "United Kingdom", "United Kingdom"),
        ("UK-north-western", "province", "UK", "North Western", "North Western"),
        ("UK-scotland", "province", "UK", "Scotland", "Scotland"),
        ("UK-unassigned", "unassigned", "UK", "Unassigned", "未分配"),
    ]


def test_a_presentation_in_a_region_becomes_a_school_open_in_whole_months(small, ask):
    query = "SELECT school_id, region_code, name_en, valid_from, valid_to FROM school ORDER BY school_id"
    autumn, spring = (date(2013, 9, 1), date(2013, 11, 30)), (date(2014, 1, 1), date(2014, 3, 31))
    assert ask(small, query) == [
        ("AAA-2013J@UK-north-western", "UK-north-western", "AAA 2013J, North Western", *autumn),
        ("AAA-2013J@UK-scotland", "UK-scotland", "AAA 2013J, Scotland", *autumn),
        ("BBB-2014B@UK-scotland", "UK-scotland", "BBB 2014B, Scotland", *spring),
        ("BBB-2014B@UK-unassigned", "UK-unassigned", "BBB 2014B, Unassigned", *spring),
    ]


def test_clicks_become_views_by_week_and_kind_with_repeated_keys_summed(small, ask):
    query = "SELECT school_id, week, resource_kind, views, users FROM fact_usage ORDER BY ALL"
    assert ask(small, query) == [
        # 29 September, two days before the start, and 1 and 2 October lie in the weeks of 23 and 30 September.
        ("AAA-2013J@UK-north-western", date(2013, 9, 23), "resource", 7, 1),
        ("AAA-2013J@UK-north-western", date(2013, 9, 30), "forumng", 5, 1),
        ("AAA-2013J@UK-north-western", date(2013, 9, 30), "resource", 1, 1),
        ("AAA-2013J@UK-north-western", date(2013, 11, 11), "unassigned", 2, 1),
        ("AAA-2013J@UK-scotland", date(2013, 10, 28), "resource", 9, 1),
        ("BBB-2014B@UK-scotland", date(2014, 1, 27), "resource", 6, 1),
        # A student whom no register knows.
        ("BBB-2014B@UK-unassigned", date(2014, 2, 3), "resource", 7, 1),
    ]


def test_who_clicked_in_a_month_is_active_of_those_registered_in_it(small, ask):
    query = "SELECT school_id, month, eligible_users, active_users FROM fact_activity ORDER BY ALL"
    assert ask(small, query) == [
        ("AAA-2013J@UK-north-western", date(2013, 9, 1), 2, 1),
        ("AAA-2013J@UK-north-western", date(2013, 10, 1), 2, 2),
        # Student 12 left on 11 October and clicked in November all the same.
        ("AAA-2013J@UK-north-western", date(2013, 11, 1), 2, 1),
        # Student 13 registered on an unknown day: counted from the first day of the presentation.
        ("AAA-2013J@UK-scotland", date(2013, 10, 1), 1, 0),
        ("AAA-2013J@UK-scotland", date(2013, 11, 1), 1, 1),
        # Student 11 registered in March and clicked in February.
        ("BBB-2014B@UK-scotland", date(2014, 2, 1), 1, 1),
        ("BBB-2014B@UK-scotland", date(2014, 3, 1), 1, 0),
        # Student 14 had left on 31 January; student 99 is in no register, and counts in the months of the clicks.
        ("BBB-2014B@UK-unassigned", date(2014, 2, 1), 1, 1),
    ]


def test_results_become_training_with_all_in_scope_and_the_withdrawn_not_assessed(small, ask):
    query = """SELECT school_id, term_code, cohort, subject_group, in_scope, assessed, passed
               FROM fact_training ORDER BY ALL"""
    assert ask(small, query) == [
        ("AAA-2013J@UK-north-western", "2013-1", "10-20%", "AAA", 1, 1, 1),
        ("AAA-2013J@UK-north-western", "2013-1", "90-100%", "AAA", 1, 0, 0),
        ("AAA-2013J@UK-scotland", "2013-1", "unassigned", "AAA", 1, 1, 1),
        ("BBB-2014B@UK-scotland", "2013-2", "10-20%", "BBB", 1, 1, 0),
        ("BBB-2014B@UK-unassigned", "2013-2", "unassigned", "BBB", 1, 1, 1),
    ]


def test_a_folder_that_lacks_files_is_one_sentence(tmp_path):
    (tmp_path / "studentInfo.parquet").write_text("")
    with pytest.raises(Refused, match=r"lacks courses\.parquet, .*vle\.parquet of OULAD\.$"):
        oulad.load(tmp_path, tmp_path / "w.duckdb")
    with pytest.raises(Refused, match="There is no folder"):
        oulad.load(tmp_path / "none", tmp_path / "w.duckdb")


def test_a_broken_file_publishes_nothing(folder, tmp_path):
    broken = tmp_path / "broken"
    for path in folder.rglob("*.parquet"):
        copy = broken / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes()[:-20] if path.name == "vle.parquet" else path.read_bytes())
    with pytest.raises(Refused, match=r"^The OULAD files in .* cannot be loaded: .*vle\.parquet"):
        oulad.load(broken, tmp_path / "w.duckdb")
    assert {path.name for path in tmp_path.iterdir()} == {"broken"}


@pytest.fixture(scope="module")
def real(oulad_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the whole published data set; a copy, as one process may open a file in one way only."""
    return Path(shutil.copyfile(oulad_warehouse, tmp_path_factory.mktemp("real") / "oulad.duckdb"))


def test_no_click_is_lost(real, ask):
    assert ask(real, "SELECT sum(views) FROM fact_usage") == [(39_605_099,)]


def test_the_published_pass_rates_come_out(real, ask):
    query = "SELECT sum(passed), sum(in_scope), round(100 * sum(passed) / sum(assessed), 2) FROM fact_training"
    assert ask(real, query) == [(15_385, 32_593, 68.57)]
    by_region = """SELECT region_code, round(100 * sum(passed) / sum(in_scope), 2)
                   FROM fact_training JOIN school USING (school_id) GROUP BY region_code"""
    rates = dict(ask(real, by_region))
    assert len(rates) == 13
    assert (rates["UK-scotland"], rates["UK-north-western"], rates["UK-ireland"]) == (48.96, 40.19, 54.90)


def test_the_most_and_the_least_deprived_differ_as_published(real, ask):
    query = (
        "SELECT cohort, round(100 * sum(passed) / sum(in_scope), 2), sum(in_scope) FROM fact_training GROUP BY cohort"
    )
    rates = {cohort: (rate, n) for cohort, rate, n in ask(real, query)}
    assert len(rates) == 11
    assert (rates["0-10%"][0], rates["90-100%"][0]) == (35.16, 57.53)
    assert rates["10-20%"][1] == 3_516
    assert rates["unassigned"][1] == 1_111


def test_nobody_is_active_without_being_eligible(real, ask):
    assert ask(real, "SELECT count(*) FROM fact_activity WHERE active_users > eligible_users") == [(0,)]


def test_every_week_and_month_lies_in_the_life_of_its_school(real, ask):
    query = """SELECT count(*) FROM fact_usage JOIN school USING (school_id)
               WHERE week NOT BETWEEN valid_from AND valid_to
               UNION ALL
               SELECT count(*) FROM fact_activity JOIN school USING (school_id)
               WHERE month NOT BETWEEN valid_from AND valid_to"""
    assert ask(real, query) == [(0,), (0,)]
