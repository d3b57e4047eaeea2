"""Resource usage: R-indicators."""

from __future__ import annotations

from sqlalchemy import case, select

from data_access.indicators.model import Indicator, Line, Text
from data_access.schema import calendar, fact_activity, fact_textbook, fact_usage

_usage, _activity, _textbook = fact_usage.c, fact_activity.c, fact_textbook.c
_LOGS = Text("平台日志，按校按周汇总上报", "Platform logs, summed by school and week")
_ACCOUNTS = Text("平台账号统计，按校按月汇总上报", "Platform account statistics, summed by school and month")
_READER = Text("电子教材应用日志，按校按周汇总上报", "E-textbook logs, summed by school and week")
_TEACHING_WEEK = _textbook.week.in_(select(calendar.c.week).where(calendar.c.is_teaching_week))
_AT_LINE = _textbook.users * 100 >= _textbook.eligible * 85

INDICATORS = (
    Indicator(
        code="R01",
        theme="usage",
        name=Text("平台浏览量", "Platform views"),
        numerator=_usage.views,
        denominator=None,
        unit="count",
        direction="none",
        numerator_text=Text("浏览次数", "Views"),
        denominator_text=Text("无", "None"),
        definition=Text(
            "各级平台资源在所选时段内的浏览次数之和，含学生、教师、家长和其他用户。",
            "All views of resources on platforms of every tier in the period, by students, teachers, "
            "parents and others.",
        ),
        source=_LOGS,
    ),
    Indicator(
        code="R02",
        theme="usage",
        name=Text("学生月活跃率", "Student monthly active rate"),
        numerator=_activity.active_users,
        denominator=_activity.eligible_users,
        where={"user_role": "student"},
        unit="percent",
        direction="up",
        line=Line(60, "proposal"),
        numerator_text=Text("当月活跃学生人次（人·月）", "Students active in the month (student-months)"),
        denominator_text=Text("应用学生人次（人·月）", "Students who could use it (student-months)"),
        definition=Text(
            "当月至少使用平台一次的学生占可使用平台学生的比例，多个月份按人·月合并计算。",
            "Students who used the platform at least once in a month, as a share of those who could; "
            "months are pooled.",
        ),
        source=_ACCOUNTS,
    ),
    Indicator(
        code="R03",
        theme="usage",
        name=Text("教师月活跃率", "Teacher monthly active rate"),
        numerator=_activity.active_users,
        denominator=_activity.eligible_users,
        where={"user_role": "teacher"},
        unit="percent",
        direction="up",
        line=Line(80, "proposal"),
        numerator_text=Text("当月活跃教师人次（人·月）", "Teachers active in the month (teacher-months)"),
        denominator_text=Text("应用教师人次（人·月）", "Teachers who could use it (teacher-months)"),
        definition=Text(
            "当月至少使用平台一次的教师占可使用平台教师的比例，多个月份按人·月合并计算。",
            "Teachers who used the platform at least once in a month, as a share of those who could; "
            "months are pooled.",
        ),
        source=_ACCOUNTS,
    ),
    Indicator(
        code="R04",
        theme="usage",
        name=Text("教师常态化应用率", "Regular use by teachers"),
        numerator=_activity.regular_users,
        denominator=_activity.eligible_users,
        where={"user_role": "teacher"},
        unit="percent",
        direction="up",
        line=Line(50, "proposal"),
        standard="platform application pilots 2024",
        numerator_text=Text("当月多数教学周均有使用的教师人次", "Teachers active in most weeks of the month"),
        denominator_text=Text("应用教师人次（人·月）", "Teachers who could use it (teacher-months)"),
        definition=Text(
            "当月多数教学周都使用平台的教师占可使用平台教师的比例。",
            "Teachers who used the platform in most weeks of a month, as a share of those who could.",
        ),
        source=_ACCOUNTS,
    ),
    Indicator(
        code="R05",
        theme="usage",
        name=Text("电子教材应用率", "E-textbook usage rate"),
        numerator=_textbook.users,
        denominator=_textbook.eligible,
        unit="percent",
        direction="up",
        line=Line(85, "published"),
        standard="Zhongshan 2022",
        numerator_text=Text("当周使用电子教材的学生人次", "Students who used an e-textbook in the week"),
        denominator_text=Text("配有电子教材的学生人次", "Students who have an e-textbook"),
        definition=Text(
            "当周使用电子教材的学生占配有电子教材学生的比例，多周按人·周合并计算。",
            "Students who opened their e-textbook in a week, as a share of those who have one; weeks are pooled.",
        ),
        source=_READER,
    ),
    Indicator(
        code="R06",
        theme="usage",
        name=Text("电子教材达标周占比", "Weeks at or above the e-textbook line"),
        numerator=case((_AT_LINE, 1), (~_AT_LINE, 0)),
        denominator=case((_textbook.eligible > 0, 1)),
        rows=_TEACHING_WEEK,
        unit="percent",
        direction="up",
        line=Line(90, "proposal"),
        numerator_text=Text("应用率不低于85%的校·周数", "School-weeks with a usage rate of 85 % or more"),
        denominator_text=Text("教学周内已上报的校·周数", "School-weeks reported in teaching weeks"),
        definition=Text(
            "教学周内电子教材应用率不低于85%的校·周占已上报校·周的比例。",
            "School-weeks at or above 85 % e-textbook use, as a share of school-weeks reported in teaching weeks.",
        ),
        source=_READER,
    ),
    Indicator(
        code="R07",
        theme="usage",
        name=Text("生均月浏览次数", "Views per eligible student and month"),
        numerator=_usage.views,
        denominator=_activity.eligible_users,
        where={"user_role": "student"},
        unit="ratio",
        direction="none",
        numerator_text=Text("学生浏览次数", "Views by students"),
        denominator_text=Text("应用学生人次（人·月）", "Students who could use it (student-months)"),
        definition=Text(
            "学生浏览次数除以应用学生人·月数；只计浏览量与应用人数均已上报的学校和月份。",
            "Views by students over student-months; only school-months that reported both count.",
        ),
        source=_LOGS,
    ),
)
