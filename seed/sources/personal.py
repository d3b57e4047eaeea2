"""The refusal of data about persons (DISC-0): the warehouse holds counts of people, never people."""

from __future__ import annotations

import re

import duckdb
from sqlalchemy import Boolean, Date, Double, Integer, case, func, literal, or_, select

from seed.errors import Refused
from seed.sources.stage import Source
from seed.tables import sql

# Persons wherever they stand.
_PERSON = re.compile(
    r"姓名|.*(学生|教师|老师|家长|监护人)(姓名|名字).*|.*身份证.*|.*证件号.*|.*学籍号.*|.*出生.*|生日|.*手机.*"
    r"|(student|pupil|teacher|parent|guardian|person|first|last|given|family|real|sur)_?name|xingming"
    r"|(student|pupil|teacher|parent|person|national|citizen)_?(id|no|number)"
    r"|id_?(card|number|no)(_?(no|number))?|identity(_?(card|number|no))*|ssn|passport.*|sfz.*"
    r"|(date_?of_?birth|birth.*|dob)|mobile.*|cell_?phone.*"
)
# Persons in a fact; a dimension may well describe a school by these.
_IN_FACT = re.compile(
    r"(full_?)?name(_?(zh|en|cn))?|名字|名称|.*phone.*|tel(e)?(phone)?|.*电话.*|e_?mail.*|.*邮箱.*|wechat.*|微信.*|qq|address|.*住址.*"
)

# A school's code is often a county's six digits and a serial: 13010200001 is a school of Shijiazhuang, no telephone.
_CODES = frozenset(
    {"school_id", "region_code", "parent_code", "successor_id", "unit_code", "origin_code", "ancestor_code"}
)


def refuse_headers(source: Source) -> None:
    """Raise `Refused` when a column that is not of the contract is named like data about persons."""
    for header in source.extra:
        name = re.sub(r"[\s\-.]+", "_", header.strip().lower())
        if _PERSON.fullmatch(name) or ("time" in source.target.info and _IN_FACT.fullmatch(name)):
            raise Refused(f"{source.path.name} has the column {header}, which looks like data about persons.")


def refuse_values(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise `Refused` when a cell of the stage looks like an identity or mobile number; the value is not repeated."""
    for header, name in zip(source.headers, source.names, strict=True):
        cells = select(source.stage.c[name].label("cell"), func.min(source.stage.c["_line"]).label("line")).group_by(
            "cell"
        )
        cell = cells.subquery().c
        # A count or the code of a school may have eleven digits; nothing of the contract has an identity's eighteen.
        is_person = (
            func.is_identity(cell.cell)
            if _is_number(source, name) or name in _CODES
            else or_(func.is_identity(cell.cell), func.is_mobile(cell.cell))
        )
        what = case((func.is_identity(cell.cell), literal("an identity number")), else_=literal("a mobile number"))
        found = connection.execute(
            sql(select(cell.line, what).where(is_person).order_by(cell.line).limit(1))
        ).fetchone()
        if found:
            raise Refused(
                f"{source.path.name}, line {found[0]}, column {header or '(unnamed)'} looks like {found[1]};"
                " data about persons must not enter the warehouse."
            )


def _is_number(source: Source, name: str) -> bool:
    column = source.target.columns.get(name)
    return column is not None and isinstance(column.type, Integer | Double | Date | Boolean)
