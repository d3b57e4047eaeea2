"""Every school of a loaded folder gets a place under one root, so that totals reconcile."""

from __future__ import annotations

REGIONS = """region_code,level,parent_code,name_zh
000000,nation,,中国
440000,province,000000,广东
440300,prefecture,440000,深圳
440303,county,440300,罗湖
110000,province,000000,北京
"""


def places(ask, target):
    return dict(ask(target, "SELECT school_id, region_code FROM school"))


def tree(ask, target):
    return dict(ask(target, "SELECT region_code, parent_code FROM region"))


def test_a_school_of_unknown_place_stands_under_the_nearest_known_one(folder, load, target, ask):
    schools = "school_id,region_code\nS1,440303\nS2,440399\nS3,449900\nS4,\nS5,elsewhere\nS6,110199\n"
    report = load(folder(region=REGIONS, school=schools))
    assert places(ask, target) == {
        "S1": "440303",
        "S2": "440300-unassigned",
        "S3": "440000-unassigned",
        "S4": "000000-unassigned",
        "S5": "000000-unassigned",
        "S6": "110000-unassigned",
    }
    query = "SELECT level, parent_code, name_zh, name_en FROM region WHERE region_code = '440300-unassigned'"
    assert ask(target, query) == [("unassigned", "440300", "未分配", "Unassigned")]
    below = "SELECT count(*) FROM school JOIN unit_closure USING (region_code) WHERE ancestor_code = '000000'"
    assert ask(target, below) == [(6,)]
    assert any(note.startswith("5 schools have no or an unknown place") for note in report.notes)


def test_a_former_place_that_is_unknown_is_treated_alike(folder, load, target, ask):
    former = "school_id,region_code,valid_from\nS1,440388,2010-01-01\n"
    load(folder(region=REGIONS, school="school_id,region_code\nS1,440303\n", school_place=former))
    assert ask(target, "SELECT region_code FROM school_place") == [("440300-unassigned",)]


def test_schools_that_only_facts_know_are_added_without_a_place(folder, load, target, ask):
    report = load(folder(region=REGIONS, fact_textbook="school_id,week\nS1,2024-09-02\nS2,2024-09-02\n"))
    assert places(ask, target) == {"S1": "000000-unassigned", "S2": "000000-unassigned"}
    assert any("school was not given: 2 schools" in note for note in report.notes)


def test_without_a_region_table_the_places_come_from_the_published_divisions(folder, load, target, ask):
    load(folder(school="school_id,region_code\nS1,440303\nS2,442000\nS3,440388\n"))
    assert tree(ask, target) == {
        "000000": None,
        "440000": "000000",
        "440300": "440000",
        "440303": "440300",
        "442000": "440000",
        # Unknown there, but its code says where it belongs.
        "440388": "440300",
    }
    assert ask(target, "SELECT name_zh, level FROM region WHERE region_code = '440303'") == [("罗湖区", "county")]


def test_foreign_codes_without_a_region_table_hang_on_a_nation_of_their_own(folder, load, target, ask):
    load(folder(school="school_id,region_code\nS1,north\nS2,south\n"))
    assert tree(ask, target) == {"nation": None, "north": "nation", "south": "nation"}


def test_a_province_alone_is_its_own_top(folder, load, target, ask):
    load(folder(region="region_code,level,parent_code\n440000,province,000000\n440300,prefecture,440000\n"))
    assert tree(ask, target) == {"440000": None, "440300": "440000"}


def test_several_tops_get_a_nation_above_them(folder, load, target, ask):
    load(folder(region="region_code,level\nA,province\nB,province\n"))
    assert tree(ask, target) == {"nation": None, "A": "nation", "B": "nation"}


def test_a_place_under_an_unknown_one_moves_to_the_nearest_known(folder, load, target, ask):
    report = load(folder(region=REGIONS + "440304,county,440388,福田\n"))
    assert tree(ask, target)["440304"] == "440300"
    assert any("440304" in note for note in report.notes)
