"""The warehouse contract: every table that the dashboard may read, once, as SQLAlchemy Core.

`Table.info` holds what SQL types cannot say:

- ``key``: the columns that identify a row (no database constraint: an index on a billion rows costs more than the
  check at load);
- ``unit``: the column that names the reporting unit of a fact (``school_id``, ``region_code`` ...);
- ``time``: the column that dates a fact, and ``grain``: ``week``, ``month``, ``term``, ``school_year`` or ``day``;
- ``stock``: true where a row is a level (devices owned) and not a flow (lessons given): a stock is never added up over
  time.

`Column.info["values"]` lists the allowed values of a closed code list; `Column.info["of"]` is ``people`` where a column
counts persons and ``scores`` where it adds up what persons achieved: what small numbers of could tell of somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Double, Integer, MetaData, Table, Text

metadata = MetaData()

LEVELS = ("nation", "province", "prefecture", "county", "township", "unassigned")
STAGES = ("primary", "junior", "senior", "nine_year", "twelve_year", "vocational", "teaching_point")
SETTINGS = ("urban", "town", "rural")
MACRO_REGIONS = ("east", "central", "west", "northeast")
TIERS = ("national", "provincial", "local")
UNASSIGNED = "unassigned"
"""The code of a segment, or the suffix of a place, that a source left blank."""

# A fact that has a stage of its own reports a nine-year school under the stages it teaches, not under "nine_year".
TAUGHT_IN: dict[str, tuple[str, ...]] = {
    "primary": ("primary", "nine_year", "twelve_year", "teaching_point"),
    "junior": ("junior", "nine_year", "twelve_year"),
    "senior": ("senior", "twelve_year"),
}


def _code(name: str, comment: str, values: Sequence[str] = ()) -> Column[Any]:
    return Column(name, Text, comment=comment, info={"values": tuple(values)})


def _text(name: str, comment: str) -> Column[Any]:
    return Column(name, Text, comment=comment)


def _count(name: str, comment: str) -> Column[Any]:
    return Column(name, BigInteger, comment=comment, info={"measure": True})


def _people(name: str, comment: str) -> Column[Any]:
    return Column(name, BigInteger, comment=comment, info={"measure": True, "of": "people"})


def _scores(name: str, comment: str) -> Column[Any]:
    return Column(name, Double, comment=comment, info={"measure": True, "of": "scores"})


def _amount(name: str, comment: str) -> Column[Any]:
    return Column(name, Double, comment=comment, info={"measure": True})


def _date(name: str, comment: str) -> Column[Any]:
    return Column(name, Date, comment=comment)


def _flag(name: str, comment: str) -> Column[Any]:
    return Column(name, Boolean, comment=comment)


def _valid() -> tuple[Column[Any], Column[Any]]:
    return _date("valid_from", "first day it holds; empty = always"), _date(
        "valid_to", "last day it holds; empty = still"
    )


def _dimension(name: str, comment: str, key: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, comment=comment, info={"key": tuple(key.split())})


def _fact(
    name: str,
    comment: str,
    key: str,
    *columns: Column[Any],
    time: str,
    grain: str,
    unit: str = "school_id",
    stock: bool = False,
) -> Table:
    info = {"key": tuple(key.split()), "time": time, "grain": grain, "unit": unit, "stock": stock}
    return Table(name, metadata, *columns, comment=comment, info=info)


region = _dimension(
    "region",
    "administrative places, a ragged tree",
    "region_code",
    _code("region_code", "key"),
    _code("level", "administrative level", LEVELS),
    _code("parent_code", "the place above; empty for the nation"),
    _text("name_zh", "name in Chinese"),
    _text("name_en", "name in English"),
    _text("pinyin", "romanised name"),
    _code("macro_region", "economic macro region", MACRO_REGIONS),
    _flag("is_minority_area", "autonomous area"),
    *_valid(),
)
region_successor = _dimension(
    "region_successor",
    "which place took over from which",
    "old_code new_code",
    _code("old_code", "former place"),
    _code("new_code", "place that took over"),
    _date("changed_on", "day of the change"),
)
area = _dimension(
    "area",
    "named sets of places or schools with a programme",
    "area_code",
    _code("area_code", "key"),
    _text("name_zh", "name in Chinese"),
    _text("name_en", "name in English"),
    _code("programme_code", "programme"),
)
area_member = _dimension(
    "area_member",
    "dated membership of a region or a school in an area",
    "area_code region_code school_id valid_from",
    _code("area_code", "area"),
    _code("region_code", "member region, or empty"),
    _code("school_id", "member school, or empty"),
    _code("role", "demonstration, cultivation, pilot, comparison"),
    _code("track", "track within the programme"),
    _text("batch", "batch"),
    *_valid(),
)
unit_closure = _dimension(
    "unit_closure",
    "every region and area with every region below it, itself included (derived)",
    "ancestor_code region_code",
    _code("ancestor_code", "region or area above"),
    _code("region_code", "region below or itself"),
    Column("depth", Integer, comment="steps between them"),
)
school = _dimension(
    "school",
    "schools and teaching points",
    "school_id",
    _code("school_id", "key"),
    _code("region_code", "place it stands in, of any level"),
    _text("name_zh", "name in Chinese"),
    _text("name_en", "name in English"),
    _text("pinyin", "romanised name"),
    _code("stage", "stage or kind", STAGES),
    _code("setting", "urban, town or rural", SETTINGS),
    _code("ownership", "public or private"),
    _flag("boarding", "boarding school"),
    _flag("needy", "on the list of weak schools"),
    _code("size_band", "band of student numbers"),
    _code("peer_group", "similar schools (derived)"),
    *_valid(),
    _code("successor_id", "school that took over"),
    Column("lon", Double, comment="longitude"),
    Column("lat", Double, comment="latitude"),
)
school_place = _dimension(
    "school_place",
    "where a moved school stood before",
    "school_id valid_from",
    _code("school_id", "school"),
    _code("region_code", "place it stood in"),
    *_valid(),
)
school_programme = _dimension(
    "school_programme",
    "schools that take part in a programme",
    "school_id programme_code valid_from",
    _code("school_id", "school"),
    _code("programme_code", "programme"),
    _code("role", "role in it"),
    *_valid(),
)
programme = _dimension(
    "programme",
    "programmes of smart education",
    "programme_code",
    _code("programme_code", "key"),
    _text("name_zh", "name in Chinese"),
    _text("name_en", "name in English"),
    _code("theme", "theme it belongs to"),
    _date("starts_on", "first day"),
    _date("ends_on", "last day"),
)
platform = _dimension(
    "platform",
    "platforms of the national system",
    "platform_code",
    _code("platform_code", "key"),
    _text("name_zh", "name in Chinese"),
    _text("name_en", "name in English"),
    _code("region_code", "province; empty for XPCC"),
    _code("tier", "tier", TIERS),
)
calendar = _dimension(
    "calendar",
    "days with their week, month, term and school year",
    "day",
    _date("day", "day"),
    _date("week", "its Monday"),
    _date("month", "first day of its month"),
    _code("term_code", "2024-1 autumn, 2024-2 spring"),
    _code("school_year", "2024-2025"),
    _flag("is_teaching_week", "teaching goes on in its week"),
)
target = _dimension(
    "target",
    "local targets, apart from published lines",
    "unit_code indicator due_on",
    _code("unit_code", "region, area or school"),
    _code("indicator", "indicator"),
    _amount("target_value", "value to reach, in the indicator's unit"),
    _date("due_on", "due day"),
    _text("basis", "why this value"),
    _text("set_by", "who set it"),
)
published_figure = _dimension(
    "published_figure",
    "published figures, as context",
    "figure_code",
    _code("figure_code", "key"),
    _code("programme", "programme"),
    _text("name_en", "name in English"),
    _text("name_zh", "name in Chinese"),
    _amount("value", "published value"),
    _text("unit", "unit"),
    _text("qualifier", "exactly, about, more than"),
    _text("as_of", "date it speaks of"),
    _code("scope_code", "place it speaks of"),
    _text("source", "where it was published"),
)
feed = _dimension(
    "feed",
    "reports that units owe",
    "feed_code",
    _code("feed_code", "key"),
    _code("fact", "fact table it fills"),
    _code("unit_level", "school, or a region level"),
    _code("period", "week, month, term or school_year"),
)
data_release = _dimension(
    "data_release",
    "loads, newest by published_at",
    "release_id",
    _code("release_id", "key"),
    _text("published_at", "UTC time, ISO 8601"),
    _date("as_of", "day the data speak of"),
    _text("source_digest", "SHA-256 of the sources"),
    _count("rows", "rows in all facts"),
    _flag("is_demo", "invented data"),
    _text("note", "free text"),
)
data_release_change = _dimension(
    "data_release_change",
    "what a release changed",
    "release_id table_name unit_code period",
    _code("release_id", "release"),
    _code("table_name", "fact"),
    _code("unit_code", "unit"),
    _code("period", "period"),
    _count("rows_added", "rows added"),
    _count("rows_changed", "rows changed"),
    _count("rows_removed", "rows removed"),
)

fact_usage = _fact(
    "fact_usage",
    "use of resources",
    "school_id week platform_code resource_kind user_role",
    _code("school_id", "school"),
    _date("week", "Monday"),
    _code("platform_code", "platform"),
    _code("resource_kind", "kind of resource"),
    _code("user_role", "student, teacher, parent, other"),
    _count("views", "views"),
    _count("minutes", "minutes"),
    _people("users", "distinct within the cell only: never summed across cells"),
    time="week",
    grain="week",
)
fact_usage_subject = _fact(
    "fact_usage_subject",
    "use by subject",
    "school_id month subject",
    _code("school_id", "school"),
    _date("month", "first day of the month"),
    _code("subject", "subject"),
    _count("views", "views"),
    _count("minutes", "minutes"),
    time="month",
    grain="month",
)
fact_textbook = _fact(
    "fact_textbook",
    "use of e-textbooks",
    "school_id week",
    _code("school_id", "school"),
    _date("week", "Monday"),
    _people("eligible", "students with an e-textbook"),
    _people("users", "of them, users in the week"),
    time="week",
    grain="week",
)
fact_activity = _fact(
    "fact_activity",
    "active users of the platforms",
    "school_id month user_role",
    _code("school_id", "school"),
    _date("month", "first day of the month"),
    _code("user_role", "student, teacher, parent, other"),
    _people("eligible_users", "people who could use it"),
    _people("active_users", "of them, active in the month"),
    _people("regular_users", "of them, active in most weeks"),
    _count("spaces_opened", "learning spaces opened"),
    _count("spaces_active", "of them, active"),
    time="month",
    grain="month",
)
fact_training = _fact(
    "fact_training",
    "teacher training",
    "school_id term_code programme_code cohort subject_group",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _code("programme_code", "programme"),
    _code("cohort", "serving, new, principal"),
    _code("subject_group", "group of subjects"),
    _people("in_scope", "people who should take part"),
    _people("enrolled", "of them, enrolled"),
    _people("hours_met", "of them, with the hours asked for"),
    _people("assessed", "of them, assessed"),
    _people("passed", "of the assessed, passed"),
    _people("completed", "of them, completed"),
    _people("written_and_interview", "new teachers with written exam and interview"),
    _scores("pre_score_sum", "sum of first scores of the matched"),
    _scores("post_score_sum", "sum of second scores of the matched"),
    _people("matched", "people with both scores"),
    time="term_code",
    grain="term",
)
fact_literacy = _fact(
    "fact_literacy",
    "digital literacy assessments",
    "school_id school_year audience dimension",
    _code("school_id", "school"),
    _code("school_year", "school year"),
    _code("audience", "who", ("teacher", "student")),
    _code("dimension", "overall or one of five dimensions"),
    _people("eligible", "people"),
    _people("assessed", "of them, assessed"),
    _people("qualified", "of the assessed, qualified"),
    _scores("score_sum", "sum of their scores"),
    time="school_year",
    grain="school_year",
)
fact_infrastructure = _fact(
    "fact_infrastructure",
    "equipment of schools by stage taught",
    "school_id term_code stage",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _code("stage", "stage taught", STAGES),
    _people("students", "students"),
    _people("teachers", "teachers"),
    _count("student_devices", "devices for students"),
    _count("teacher_devices", "devices for teachers"),
    _people("teachers_with_device", "teachers with a device of their own"),
    _count("classrooms", "classrooms"),
    _count("multimedia_classrooms", "of them, multimedia"),
    _count("wifi_classrooms", "of them, with Wi-Fi"),
    time="term_code",
    grain="term",
    stock=True,
)
fact_connectivity = _fact(
    "fact_connectivity",
    "bandwidth of schools",
    "school_id term_code",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _amount("bandwidth_mbps", "bandwidth in Mbit/s"),
    _people("students", "students"),
    time="term_code",
    grain="term",
    stock=True,
)
fact_home_access = _fact(
    "fact_home_access",
    "devices and internet at home, surveyed by region",
    "region_code term_code setting",
    _code("region_code", "region of any level, but not two of one branch"),
    _code("term_code", "term"),
    _code("setting", "setting", SETTINGS),
    _people("surveyed", "students surveyed"),
    _people("without_device", "of them, without a device at home"),
    _people("without_internet", "of them, without internet at home"),
    time="term_code",
    grain="term",
    unit="region_code",
)
fact_learning = _fact(
    "fact_learning",
    "courses and assignments",
    "school_id term_code",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _people("students", "students"),
    _people("extended_course_students", "of them, in an extended course"),
    _people("ai_course_students", "of them, in an AI course"),
    _amount("hands_on_hours", "student hours of hands-on work"),
    _count("adapted_assignments", "assignments adapted to the pupil"),
    _count("assignments", "assignments"),
    time="term_code",
    grain="term",
)
fact_portrait = _fact(
    "fact_portrait",
    "digital portraits",
    "school_id term_code kind grade",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _code("kind", "kind", ("academic", "health")),
    _code("grade", "grade"),
    _people("students", "students"),
    _people("with_portrait", "of them, with a portrait"),
    _people("refreshed", "of them, refreshed in the term"),
    _people("consented", "of them, with consent"),
    time="term_code",
    grain="term",
)
fact_sharing = _fact(
    "fact_sharing",
    "lessons shared from rich to needy places",
    "origin_code school_id month channel",
    _code("origin_code", "region that gives"),
    _code("school_id", "school that receives"),
    _date("month", "first day of the month"),
    _code("channel", "channel"),
    _count("lessons", "lessons"),
    _amount("class_hours", "class hours"),
    _people("students_reached", "students reached"),
    _count("weeks_with_class", "weeks with a class in the month"),
    time="month",
    grain="month",
)
fact_supply = _fact(
    "fact_supply",
    "courses, studios, communities and bases",
    "region_code term_code kind",
    _code("region_code", "region of any level, but not two of one branch"),
    _code("term_code", "term"),
    _code("kind", "course, studio, community, ai_base, virtual_lab, maker_space"),
    _count("items", "items"),
    _people("members", "members"),
    _people("active_members", "of them, active"),
    _people("teachers_covered", "teachers covered; one in a studio and a community counts once, with the studio"),
    _people("teachers", "teachers, with the studio; 0 with the community, whose teachers are the same"),
    _count("lessons_covered", "lessons of the syllabus covered"),
    _count("lessons_in_syllabus", "lessons in the syllabus"),
    time="term_code",
    grain="term",
    unit="region_code",
)
fact_programme_activity = _fact(
    "fact_programme_activity",
    "work of programmes at schools",
    "school_id term_code programme_code tracker",
    _code("school_id", "school"),
    _code("term_code", "term"),
    _code("programme_code", "programme"),
    _code("tracker", "measure tracked"),
    _count("classes", "classes"),
    _people("teachers", "teachers"),
    _count("lessons", "lessons"),
    _count("events", "events"),
    time="term_code",
    grain="term",
)
fact_gate = _fact(
    "fact_gate",
    "gates a platform has passed",
    "platform_code gate",
    _code("platform_code", "platform"),
    _code("gate", "gate", ("single_sign_on", "directory", "data_return", "monitoring")),
    _date("passed_on", "day it passed; empty = not yet"),
    time="passed_on",
    grain="day",
    unit="platform_code",
)
fact_milestone = _fact(
    "fact_milestone",
    "milestones of programmes",
    "programme_code unit_code milestone",
    _code("programme_code", "programme"),
    _code("unit_code", "region, area or school"),
    _text("milestone", "what is due"),
    _date("due_on", "due day"),
    _date("done_on", "day it was done; empty = not yet"),
    _amount("target", "amount to reach"),
    _amount("achieved", "amount reached"),
    _text("evidence", "where to see it"),
    time="due_on",
    grain="day",
    unit="unit_code",
)
fact_security = _fact(
    "fact_security",
    "systems that hold student data",
    "unit_code term_code",
    _code("unit_code", "region or school"),
    _code("term_code", "term"),
    _count("systems_with_student_data", "systems"),
    _count("filed", "of them, filed"),
    _count("assessed", "of them, assessed"),
    _count("classified", "of them, classified"),
    _count("compliant", "of them, compliant"),
    time="term_code",
    grain="term",
    unit="unit_code",
)
fact_report = _fact(
    "fact_report",
    "reports expected and received",
    "feed_code unit_code period",
    _code("feed_code", "feed"),
    _code("unit_code", "school or region"),
    _code("period", "2024-09-01 (month, week), 2024-1 or 2024-2025"),
    _date("expected_on", "day it is due"),
    _date("received_on", "day it came; empty = not yet"),
    _count("rows_loaded", "rows loaded"),
    _count("rows_quarantined", "rows set aside"),
    time="expected_on",
    grain="day",
    unit="unit_code",
)


def facts() -> list[Table]:
    """All fact tables, in the order of the contract."""
    return [t for t in metadata.sorted_tables if "time" in t.info]
