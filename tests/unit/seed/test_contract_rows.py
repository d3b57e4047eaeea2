"""A bad row is set aside and named by file, line, column, value and reason; the good ones around it load."""

from __future__ import annotations

import duckdb

GOOD = 1000
HEADER = "school_id,week,platform_code,resource_kind,user_role,views,minutes\n"
FIRST_BAD = GOOD + 2
SCHOOLS = "school_id\nS1\nS2\n"


def usage(*bad: str) -> str:
    """Return a file of sound rows from line 2 on, with the lines `bad` from line `FIRST_BAD` on."""
    rows = [f"S1,2024-09-02,p,kind{number},student,{number},\n" for number in range(GOOD)]
    return HEADER + "".join(rows) + "".join(f"{line}\n" for line in bad)


BAD_CELLS = [
    ("S1,2024-09-02,p,a,student,-5,", "views", "'-5", "is negative"),
    ("S1,2024-09-02,p,b,student,1.5,", "views", "1.5", "is not a whole number"),
    ('S1,2024-09-02,p,c,student,"1,200",', "views", "1,200", "has thousands separators; write 1200, not 1,200"),
    ("S1,2024-09-02,p,d,student,九五,", "views", "九五", "is not a number"),
    ("S1,2024-09-02,p,e,student,NaN,", "views", "NaN", "is not a finite number"),
    ("S1,2024-09-02,p,f,student,inf,", "views", "inf", "is not a finite number"),
    ("S1,2024-09-02,p,g,student,47.2%,", "views", "47.2%", "is a percentage; facts are counts"),
    ("S1,2024-09-02,p,h,student,99999999999999999999,", "views", "99999999999999999999", "is too large"),
    ("S1,2024-09-02,p,i,student,=1+1,", "views", "'=1+1", "is not a number"),
    ("S1,2024-09-03,p,j,student,1,", "week", "2024-09-03", "is not a Monday"),
    ("S1,02.09.2024,p,k,student,1,", "week", "02.09.2024", "is not a day like 2024-09-01"),
    ("S1,2024-02-30,p,l,student,1,", "week", "2024-02-30", "is not a day like 2024-09-01"),
    ("S1,,p,m,student,1,", "week", "", "is blank"),
    (",2024-09-02,p,n,student,1,", "school_id", "", "is blank"),
    ("S9,2024-09-02,p,o,student,1,", "school_id", "S9", "is an unknown school"),
    ("S1,2024-09-02,p", "", "3", "the record does not have the 7 fields of the header"),
    ("S1,2024-09-02,p,p,student,1,,9", "", "8", "the record does not have the 7 fields of the header"),
]


def test_every_bad_cell_is_named_and_its_row_set_aside(folder, load, quarantine, target, ask):
    report = load(folder(school=SCHOOLS, fact_usage=usage(*(line for line, *_ in BAD_CELLS))))
    assert quarantine() == [
        {"file": "fact_usage.csv", "line": str(line), "column": column, "value": value, "reason": reason}
        for line, (_, column, value, reason) in enumerate(BAD_CELLS, FIRST_BAD)
    ]
    tally = report.files["fact_usage.csv"]
    assert (tally.read, tally.loaded, tally.quarantined) == (GOOD + len(BAD_CELLS), GOOD, len(BAD_CELLS))
    assert ask(target, "SELECT count(*) FROM fact_usage") == [(GOOD,)]
    assert report.first_cells[0] == f'fact_usage.csv, line {FIRST_BAD}, views, "-5": is negative'


def test_a_repeated_key_keeps_the_first_row(folder, load, quarantine, target, ask):
    load(folder(school=SCHOOLS, fact_usage=usage("S1,2024-09-02,p,kind7,student,500,")))
    assert ask(target, "SELECT views FROM fact_usage WHERE resource_kind = 'kind7'") == [(7,)]
    (row,) = quarantine()
    assert (row["line"], row["reason"]) == (str(FIRST_BAD), "repeats the key of an earlier line")
    assert row["value"] == "S1 2024-09-02 p kind7 student (line 9)"


def test_a_bad_row_does_not_take_the_key_of_a_later_good_one(folder, load, quarantine, target, ask):
    load(folder(school=SCHOOLS, fact_usage=usage("S2,2024-09-02,p,x,student,-1,", "S2,2024-09-02,p,x,student,8,")))
    assert ask(target, "SELECT views FROM fact_usage WHERE school_id = 'S2'") == [(8,)]
    assert [row["line"] for row in quarantine()] == [str(FIRST_BAD)]


def test_a_row_with_several_faults_counts_once_and_every_cell_is_named(folder, load, quarantine):
    report = load(folder(school=SCHOOLS, fact_usage=usage("S9,2024-09-03,p,x,student,-1,x")))
    assert [row["column"] for row in quarantine()] == ["minutes", "school_id", "views", "week"]
    assert report.files["fact_usage.csv"].quarantined == 1


def test_lines_are_counted_as_an_editor_shows_them(folder, load, quarantine):
    schools = "".join(f'S{number},"first\nsecond"\n' for number in range(1, 60))
    bad = ("", "S1,2024-09-02,p,x,student,-1,")
    load(folder(fact_usage=usage(*bad), school="school_id,name_zh\n" + schools + "S1,again\n"))
    # A blank line counts but is no record; each of the 59 schools takes two lines.
    assert [(row["file"], row["line"]) for row in quarantine()] == [
        ("fact_usage.csv", str(FIRST_BAD + 1)),
        ("school.csv", "120"),
    ]


def test_a_bad_parquet_row_is_named_by_its_number(folder, load, quarantine):
    path = folder(school=SCHOOLS)
    query = """SELECT 'S1' AS school_id, DATE '2024-09-02' AS week, 'p' AS platform_code, 'k' || i AS resource_kind,
                      'student' AS user_role, CASE WHEN i = 41 THEN -1 ELSE i END AS views
               FROM range(100) AS r (i)"""
    duckdb.sql(query).write_parquet(str(path / "fact_usage.parquet"))
    load(path)
    assert [(row["line"], row["column"], row["reason"]) for row in quarantine()] == [("42", "views", "is negative")]


REGIONS = "region_code,level,parent_code\nN,nation,\nP,province,N\n"
# Of each table: header, a sound row for each number, and bad rows with the column and the reason to name.
RULES: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    "fact_training": (
        "school_id,term_code,programme_code,cohort,subject_group,in_scope,assessed,passed",
        "S1,2024-1,p,c{n},g,10,8,8",
        [
            ("S1,2024-1,p,a,g,10,8,9", "passed", "is more than assessed"),
            ("S1,2024-1,p,b,g,10,11,", "assessed", "is more than in_scope"),
            ("S1,2024-1,p,c,g,10,,11", "passed", "is more than in_scope"),
            ("S1,2024-3,p,d,g,,,", "term_code", "is not a term like 2024-1"),
        ],
    ),
    "fact_activity": (
        "school_id,month,user_role,eligible_users,active_users,regular_users",
        "S1,2024-09-01,r{n},5,5,0",
        [
            ("S1,2024-09-01,a,5,6,", "active_users", "is more than eligible_users"),
            ("S1,2024-09-01,b,5,3,4", "regular_users", "is more than active_users"),
            ("S1,2024-09-02,c,5,3,", "month", "is not the first day of a month"),
        ],
    ),
    "fact_textbook": (
        "school_id,week,eligible,users",
        "T{n},2024-09-02,5,5",
        [
            ("S1,2024-09-02,5,6", "users", "is more than eligible"),
            ("S1,0202-09-06,5,5", "week", "lies outside 1900 to 2100"),
        ],
    ),
    "fact_infrastructure": (
        "school_id,term_code,stage,classrooms,multimedia_classrooms",
        "T{n},2024-1,primary,5,5",
        [
            ("S1,2024-1,primary,5,6", "multimedia_classrooms", "is more than classrooms"),
            (
                "S1,2024-1,nursery,5,5",
                "stage",
                "is not one of primary, junior, senior, nine_year, twelve_year, vocational, teaching_point",
            ),
        ],
    ),
    "fact_home_access": (
        "region_code,term_code,setting,surveyed,without_device",
        "P,{year}-1,urban,9,9",
        [
            ("P,2024-2,urban,9,10", "without_device", "is more than surveyed"),
            ("P,2024-2,suburban,9,9", "setting", "is not one of urban, town, rural"),
            ("X,2024-2,urban,9,9", "region_code", "is an unknown region"),
        ],
    ),
    "fact_literacy": (
        "school_id,school_year,audience,dimension",
        "S1,2024-2025,teacher,d{n}",
        [("S1,2024-2026,teacher,x", "school_year", "is not a school year like 2024-2025")],
    ),
    "fact_connectivity": (
        "school_id,term_code,bandwidth_mbps",
        "T{n},2024-1,1.5e2",
        [("S1,2024-2,-1", "bandwidth_mbps", "is negative")],
    ),
    "fact_security": (
        "unit_code,term_code",
        "P,{year}-1",
        [("nobody,2024-2", "unit_code", "is an unknown unit")],
    ),
    "school": (
        "school_id,valid_from,valid_to,lon,lat",
        "T{n},2020-01-01,,-0.1,51.5",
        [
            ("X,2020-01-02,2020-01-01,,", "valid_from", "is after valid_to"),
            ("Y,,,0,91", "lat", "lies outside ±90"),
        ],
    ),
    "area_member": (
        "area_code,region_code,school_id",
        "a{n},P,",
        [
            ("a,P,S1", "school_id", "stands beside a region_code; a member is one or the other"),
            ("a,,", "region_code", "names neither a region nor a school"),
        ],
    ),
}


def test_every_rule_of_a_table_sets_its_rows_aside(folder, load, quarantine):
    files = {"region": REGIONS}
    expected = []
    for table, (header, good, bad) in RULES.items():
        rows = [good.format(n=number, year=1900 + number) for number in range(199)]
        extra = ["S1,,,,"] if table == "school" else []
        lines = [header, *rows, *extra, *(row for row, *_ in bad)]
        files[table] = "\n".join(lines)
        first = len(lines) - len(bad) + 1
        expected += [(f"{table}.csv", line, column, reason) for line, (_, column, reason) in enumerate(bad, first)]
    load(folder(**files))
    found = [(row["file"], int(row["line"]), row["column"], row["reason"]) for row in quarantine()]
    assert sorted(found) == sorted(expected)
