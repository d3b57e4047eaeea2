"""Pilots and programmes: P-indicators."""

from __future__ import annotations

from sqlalchemy import case

from data_access.indicators.model import Indicator, Line, Text
from data_access.query import AS_OF
from data_access.schema import fact_milestone

_m = fact_milestone.c

INDICATORS = (
    Indicator(
        code="P01",
        theme="pilot",
        name=Text("里程碑按期完成率", "Milestones on time"),
        numerator=case((_m.done_on <= _m.due_on, 1), else_=0),
        denominator=case((_m.due_on.is_not(None), 1)),
        rows=_m.due_on <= AS_OF,
        unit="percent",
        direction="up",
        line=Line(90, "proposal"),
        numerator_text=Text("按期完成的里程碑数", "Milestones done by their due day"),
        denominator_text=Text("截至数据日期到期的里程碑数", "Milestones due by the date of the data"),
        definition=Text(
            "到期里程碑中按期完成的比例；是否到期以数据版本的截止日期为准。",
            "Milestones done by their due day, as a share of those due; due is judged at the date of the data release.",
        ),
        source=Text("项目台账", "Programme ledger"),
    ),
)
