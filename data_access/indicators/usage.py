"""Resource usage: R-indicators."""

from __future__ import annotations

from sqlalchemy import case, select

from data_access.indicators.model import Indicator, Line, Text
from data_access.schema import (
    calendar,
    fact_activity,
    fact_learning,
    fact_supply,
    fact_textbook,
    fact_usage,
    platform,
)

_usage, _activity, _textbook = fact_usage.c, fact_activity.c, fact_textbook.c
_LOGS = Text("平台日志，按校按周汇总上报", "Platform logs, summed by school and week")
_ACCOUNTS = Text("平台账号统计，按校按月汇总上报", "Platform account statistics, summed by school and month")
_learning, _supply = fact_learning.c, fact_supply.c
_READER = Text("电子教材应用日志，按校按周汇总上报", "E-textbook logs, summed by school and week")
_TEACHING_WEEK = _textbook.week.in_(select(calendar.c.week).where(calendar.c.is_teaching_week))
_NATIONAL = select(platform.c.platform_code).where(platform.c.tier == "national")
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
        standard_text=Text("国家智慧教育平台应用试点（2024）", "Platform application pilots, 2024"),
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
        standard_text=Text("中山市公布（2022）", "Zhongshan, 2022"),
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
    Indicator(
        code="R08",
        theme="usage",
        name=Text("课程资源覆盖率", "Curriculum coverage of local resources"),
        numerator=_supply.lessons_covered,
        denominator=_supply.lessons_in_syllabus,
        where={"kind": "course"},
        unit="percent",
        direction="up",
        line=Line(95, "proposal"),
        standard="region facts: not applicable to a school",
        numerator_text=Text("本地资源已覆盖的课程标准课时数", "Lessons of the syllabus that local resources cover"),
        denominator_text=Text("课程标准课时数", "Lessons in the syllabus"),
        definition=Text(
            "本地课程资源覆盖的课时占课程标准课时的比例，多个区域和学期合并计算；按区域上报，不适用于单个学校。",
            "Lessons of the syllabus that local courses cover, as a share of all; regions and terms are pooled; "
            "reported by region, so not for a school.",
        ),
        source=Text("区域资源建设台账，按区域按学期上报", "Register of local resources, by region and term"),
    ),
    Indicator(
        code="R09",
        theme="usage",
        name=Text("活跃学生月均学习时长", "Minutes per active student and month"),
        numerator=_usage.minutes,
        denominator=_activity.active_users,
        where={"user_role": "student"},
        unit="minutes",
        direction="none",
        numerator_text=Text("学生学习分钟数", "Minutes of students"),
        denominator_text=Text("活跃学生人次（人·月）", "Active students (student-months)"),
        definition=Text(
            "学生学习分钟数除以活跃学生人·月数；只计时长与活跃人数均已上报的学校和月份。",
            "Minutes of students over active student-months; only school-months that reported both count.",
        ),
        source=_LOGS,
    ),
    Indicator(
        code="R10",
        theme="usage",
        name=Text("国家平台应用占比", "Share of national-platform use"),
        # A row that does not say its platform is of no known tier: it counts on neither side.
        numerator=case(
            (_usage.platform_code.in_(_NATIONAL), _usage.views), (_usage.platform_code.is_not(None), _usage.views * 0)
        ),
        denominator=_usage.views,
        unit="percent",
        direction="none",
        numerator_text=Text("国家平台浏览次数", "Views on the national platform"),
        denominator_text=Text("各级平台浏览次数", "Views on platforms of every tier"),
        definition=Text(
            "国家平台浏览次数占各级平台浏览次数的比例；未注明平台的记录不计入。",
            "Views on the national platform as a share of views on platforms of every tier; rows that name no "
            "platform are left out.",
        ),
        source=_LOGS,
    ),
    Indicator(
        code="R11",
        theme="usage",
        name=Text("拓展课程参与率", "Extended-course participation"),
        numerator=_learning.extended_course_students,
        denominator=_learning.students,
        unit="percent",
        direction="up",
        line=Line(30, "proposal"),
        numerator_text=Text("参加拓展课程的学生人次（人·学期）", "Students in an extended course (student-terms)"),
        denominator_text=Text("在校学生人次（人·学期）", "Students (student-terms)"),
        definition=Text(
            "参加拓展课程的学生占在校学生的比例，多个学期按人·学期合并计算。",
            "Students in an extended course, as a share of all students; terms are pooled.",
        ),
        source=Text("教务系统课程统计，按校按学期上报", "School course statistics, by school and term"),
    ),
    Indicator(
        code="R12",
        theme="usage",
        name=Text("网络学习空间活跃率", "Active online learning spaces"),
        numerator=_activity.spaces_active,
        denominator=_activity.spaces_opened,
        unit="percent",
        direction="up",
        line=Line(70, "proposal"),
        numerator_text=Text("当月活跃的网络学习空间数（个·月）", "Learning spaces active in the month (space-months)"),
        denominator_text=Text("已开通的网络学习空间数（个·月）", "Learning spaces opened (space-months)"),
        definition=Text(
            "当月活跃的网络学习空间占已开通空间的比例，多个月份按个·月合并计算。",
            "Learning spaces active in a month, as a share of those opened; months are pooled.",
        ),
        source=_ACCOUNTS,
    ),
    Indicator(
        code="R13",
        theme="usage",
        name=Text("活跃学校占比", "Schools with an active teacher"),
        numerator=case((_activity.active_users >= 1, 1), (_activity.active_users < 1, 0)),
        denominator=case((_activity.active_users.is_not(None), 1)),
        where={"user_role": "teacher"},
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        standard="platform application pilots 2024",
        standard_text=Text("国家智慧教育平台应用试点（2024）", "Platform application pilots, 2024"),
        numerator_text=Text("有活跃教师的校·月数", "School-months with an active teacher"),
        denominator_text=Text("已上报的校·月数", "School-months reported"),
        definition=Text(
            "当月至少有一名教师使用平台的校·月占已上报校·月的比例。",
            "School-months in which at least one teacher used the platform, as a share of school-months reported.",
        ),
        source=_ACCOUNTS,
    ),
)
