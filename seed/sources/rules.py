"""What a row of the contract must fulfil beyond its types: order of its counts, shapes of its periods, known places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Double, FromClause, Table, and_, exists, false, func, not_, or_, select

from data_access import schema

# Smaller before larger: a row that has it the other way round is wrong in one of the two.
ORDER: dict[str, str] = {
    "fact_textbook": "users<=eligible",
    "fact_activity": "active_users<=eligible_users regular_users<=active_users spaces_active<=spaces_opened",
    "fact_training": "enrolled<=in_scope hours_met<=in_scope assessed<=in_scope completed<=in_scope"
    " passed<=assessed passed<=in_scope",
    "fact_literacy": "assessed<=eligible qualified<=assessed",
    "fact_infrastructure": "teachers_with_device<=teachers multimedia_classrooms<=classrooms"
    " wifi_classrooms<=classrooms",
    "fact_home_access": "without_device<=surveyed without_internet<=surveyed",
    "fact_learning": "extended_course_students<=students ai_course_students<=students adapted_assignments<=assignments",
    "fact_portrait": "with_portrait<=students refreshed<=with_portrait consented<=students",
    "fact_supply": "active_members<=members lessons_covered<=lessons_in_syllabus",
    "fact_security": "filed<=systems_with_student_data assessed<=systems_with_student_data"
    " classified<=systems_with_student_data compliant<=systems_with_student_data",
    "programme": "starts_on<=ends_on",
}
_SIGNED = {"pre_score_sum", "post_score_sum", "score_sum", "lon", "lat", "target_value", "value", "target", "achieved"}
_SHAPES = {
    "term_code": ("is_term", "is not a term like 2024-1"),
    "school_year": ("is_school_year", "is not a school year like 2024-2025"),
}
_BOUNDS = {"lon": 180.0, "lat": 90.0}

# Where a code must be known: the column, the tables that may know it, and the tables it is asked in.
_SCHOOL = (schema.school.c.school_id,)
_REGION = (schema.region.c.region_code,)
_AREA = (schema.area.c.area_code,)
_ANY = (*_REGION, *_AREA, *_SCHOOL)
_KNOWN_BY: dict[str, tuple[Any, ...]] = {
    "school_id": _SCHOOL,
    "region_code": _REGION,
    "origin_code": _REGION,
    "area_code": _AREA,
    "unit_code": _ANY,
}
# A school of unknown place is moved to an unassigned one, not refused.
_PLACED = {"school", "school_place", "region"}


@dataclass(frozen=True)
class Rule:
    """A condition under which a row is set aside, the column to name, and why."""

    column: str
    broken: ColumnElement[bool]
    reason: str


def rules(table: Table, typed: FromClause, given: set[str]) -> Iterator[Rule]:
    """Yield the rules for rows of `typed`, which has columns of `table`; `given` are the tables that came with them."""
    has = set(typed.c.keys())
    for pair in _order(table):
        low, high = pair.split("<=")
        if {low, high} <= has:
            yield Rule(
                low,
                typed.c[low] > typed.c[high],
                f"is {'after' if 'valid' in low or '_on' in low else 'more than'} {high}",
            )
    for column in table.columns:
        if column.name in has:
            yield from _of_column(table, column, typed, given)
    if table is schema.area_member:
        members = [typed.c[name] for name in ("region_code", "school_id") if name in has]
        yield Rule(
            members[0].name, and_(*(member.is_(None) for member in members)), "names neither a region nor a school"
        )
        both = [member.is_not(None) for member in members] if len(members) == 2 else [false()]
        yield Rule(members[-1].name, and_(*both), "stands beside a region_code; a member is one or the other")


def required(table: Table) -> list[str]:
    """Return the columns that no row of `table` may leave blank."""
    return [name for name in table.info["key"] if name not in segments(table) and name not in optional(table)]


def optional(table: Table) -> set[str]:
    """Return the key columns that a row, or a whole file, may lack."""
    return {"valid_from"} | ({"region_code", "school_id"} if table is schema.area_member else set())


def segments(table: Table) -> set[str]:
    """Return the key columns of a fact in which a blank means "unassigned": neither its unit nor its period."""
    info = table.info
    if info.get("grain") in (None, "day"):
        return set()
    return set(info["key"]) - {info["unit"], info["time"]}


def _order(table: Table) -> list[str]:
    valid = ["valid_from<=valid_to"] if "valid_to" in table.columns else []
    return ORDER.get(table.name, "").split() + valid


def _of_column(table: Table, column: Any, typed: FromClause, given: set[str]) -> Iterator[Rule]:
    cell = typed.c[column.name]
    if allowed := column.info.get("values"):
        values = set(allowed) | ({schema.UNASSIGNED} if column.name in segments(table) else set())
        yield Rule(column.name, cell.not_in(sorted(values)), f"is not one of {', '.join(allowed)}")
    if isinstance(column.type, Double) and column.name not in _SIGNED:
        yield Rule(column.name, cell < 0, "is negative")
    if column.name in _BOUNDS:
        bound = _BOUNDS[column.name]
        yield Rule(column.name, or_(cell < -bound, cell > bound), f"lies outside ±{bound:g}")
    if column.name in _SHAPES:
        shape, reason = _SHAPES[column.name]
        yield Rule(column.name, not_(getattr(func, shape)(cell)), reason)
    if table.info.get("time") == column.name and isinstance(column.type, Date):
        yield Rule(column.name, not_(func.year(cell).between(1900, 2100)), "lies outside 1900 to 2100")
    if column.name == "week":
        yield Rule("week", func.isodow(cell) != 1, "is not a Monday")
    if column.name == "month":
        yield Rule("month", func.day(cell) != 1, "is not the first day of a month")
    if table is schema.fact_report and column.name == "period":
        yield Rule("period", not_(func.is_period(cell)), "is not a day, a term or a school year")
    yield from _unknown(table, column.name, cell, given)


def _unknown(table: Table, name: str, cell: ColumnElement[str], given: set[str]) -> Iterator[Rule]:
    known_by = _KNOWN_BY.get(name, ())
    tables = {key.table.name for key in known_by}
    # A security report is of a region or a school; only these two may be of an area, too.
    asked = tables - ({"area"} if len(tables) > 1 and table.name not in ("fact_milestone", "target") else set())
    if not tables or not asked <= given or table.name in tables | _PLACED:
        return
    missing = and_(*(not_(exists(select(1).where(key == cell))) for key in known_by))
    what = "unit" if name == "unit_code" else known_by[0].table.name
    yield Rule(name, and_(cell.is_not(None), cell != schema.UNASSIGNED, missing), f"is an unknown {what}")
