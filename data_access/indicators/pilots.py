"""Pilots and programmes: P-indicators."""

from __future__ import annotations

from sqlalchemy import and_, case, distinct, func, or_, select

from data_access.indicators.model import Indicator, Line, Text
from data_access.query import AS_OF
from data_access.schema import (
    fact_gate,
    fact_milestone,
    fact_report,
    fact_security,
    fact_training,
    feed,
    region,
    school_programme,
)

_m, _g, _r, _s = fact_milestone.c, fact_gate.c, fact_report.c, fact_security.c
STANDARD = ("R02", "R03", "T04", "G01")
"""What a pilot school must reach: the line of an indicator, or the national median of one without a line."""

_t, _in = fact_training.c, school_programme.c
_PILOT = and_(
    _in.role == "pilot",
    or_(_in.valid_from.is_(None), _in.valid_from <= AS_OF),
    or_(_in.valid_to.is_(None), _in.valid_to >= AS_OF),
)
_DERIVED = Text("由所取指标推算", "Derived from the indicator it is taken over")
_LEDGER = Text("数据报送台账", "Ledger of reports")
_EXPECTED = Text("截至数据日期应报送的报表数", "Reports expected by the date of the data")
# A feed is owed by schools or by regions; a report of the other sort of unit would count the same data twice.
_OF_REGION = _r.unit_code.in_(select(region.c.region_code))
_BY_SCHOOLS = _r.feed_code.in_(select(feed.c.feed_code).where(feed.c.unit_level == "school"))
_BY_REGIONS = _r.feed_code.in_(select(feed.c.feed_code).where(feed.c.unit_level != "school"))
_OWED = and_(_r.expected_on <= AS_OF, or_(and_(_BY_SCHOOLS, ~_OF_REGION), and_(_BY_REGIONS, _OF_REGION)))

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
    Indicator(
        code="P02",
        theme="pilot",
        name=Text("试点校达标率", "Pilot schools meeting the standard"),
        # The coarsest time that its parts are reported by.
        numerator=_t.passed,
        denominator=_t.in_scope,
        method="standard",
        parts=STANDARD,
        members=select(school_programme.c.school_id).where(_PILOT),
        unit="percent",
        direction="up",
        standard="the gate list is a setting",
        numerator_text=Text("各项均达标的试点学校数", "Pilot schools that meet every part of the standard"),
        denominator_text=Text("各项均已上报的试点学校数", "Pilot schools that reported every part"),
        definition=Text(
            "试点学校中学生月活跃率、教师月活跃率、应训教师合格率达到各自标准线，且生机比不逊于全国学校中位数的比例；任何一项未上报的学校"
            "计为未上报，而不是未达标。",
            "Pilot schools at or above the line of R02, R03 and T04, with a G01 no worse than the median of the "
            "nation's schools in the same period, as a share of pilot schools that reported all four; a school that "
            "lacks one of them counts as not reported, not as failed.",
        ),
        source=Text("由各项指标与试点学校名单推算", "Derived from its parts and the list of pilot schools"),
    ),
    Indicator(
        code="P03",
        theme="pilot",
        name=Text("提升指数", "Improvement toward the line"),
        numerator=_t.passed,
        denominator=_t.in_scope,
        unit="index",
        direction="up",
        method="progress",
        standard="needs a dated programme",
        numerator_text=Text(
            "本期值减去项目开始前最后一年同期值",
            "Value now less that of the same period of the last year before the programme",
        ),
        denominator_text=Text("标准线减去该前期值", "The line less that earlier value"),
        definition=Text(
            "试点区域自项目开始以来向标准线靠近的程度：0为没有变化，1为已达标准线，负值为后退。只适用于项目开始日期明确的区域；"
            "此前已达标准线的不适用。",
            "How far an area has come toward the line since its programme started: 0 is no change, 1 is at the line, "
            "below zero is further away. Only for areas whose programme has a known first day; not applicable where "
            "the line had been reached before.",
        ),
        source=_DERIVED,
    ),
    Indicator(
        code="P04",
        theme="pilot",
        name=Text("对照提升值", "Effect against matched neighbours"),
        numerator=_t.passed,
        denominator=_t.in_scope,
        unit="points",
        direction="up",
        method="effect",
        standard="needs a dated programme",
        numerator_text=Text(
            "试点区域前后变化减去对照区域前后变化", "Change of the pilot areas less change of the matched areas"
        ),
        denominator_text=Text("无", "None"),
        definition=Text(
            "双重差分估计值：试点区域自项目开始以来的变化，减去匹配的对照县（从未参加任何试点，项目前水平、趋势和学校构成相近）同期的"
            "变化，再按未参加试点的地区修正匹配后仍存的差异。只适用于开始日期明确、且未同时参加其他项目的区域；表示与参加项目相关的差异。",
            "Difference in differences: the change since the start in the counties of an area less that of matched "
            "counties which never took part in any pilot and resemble them in level, trend and mix of schools before "
            "it, corrected for what differences are left by what those became elsewhere. Only for areas with a known "
            "first day that are in no other programme. It is what taking part is associated with.",
        ),
        source=_DERIVED,
    ),
    Indicator(
        code="P05",
        theme="pilot",
        name=Text("省级平台接入率", "Provincial platforms joined"),
        numerator=case((func.count(distinct(_g.gate)) == 4, 1), else_=0),
        # Every platform counts, also one that has passed no gate.
        denominator=case((func.count(_g.gate) >= 0, 1)),
        unit="percent",
        direction="up",
        line=Line(100, "published"),
        standard="32 of 32",
        standard_text=Text("32个省级平台全部接入", "All 32 provincial platforms"),
        numerator_text=Text("四项接入均已通过的省级平台数", "Provincial platforms that have passed all four gates"),
        denominator_text=Text("省级平台数（含新疆生产建设兵团）", "Provincial platforms, XPCC included"),
        definition=Text(
            "统一认证、资源目录、数据回传、运行监测四项接入均已通过的省级平台占全部省级平台的比例，以时段末且不晚于数据日期为准；"
            "新疆生产建设兵团平台计入全国。",
            "Provincial platforms that have passed all four gates (single sign-on, directory, data return, "
            "monitoring), as a share of all; judged at the end of the period, but not after the date of the data. "
            "The platform of XPCC counts with the nation.",
        ),
        source=Text("平台接入验收记录", "Records of platforms at their gates"),
    ),
    Indicator(
        code="P06",
        theme="pilot",
        name=Text("数据完整率", "Data completeness"),
        numerator=case((_r.received_on.is_not(None), 1), else_=0),
        denominator=case((_r.expected_on.is_not(None), 1)),
        rows=_OWED,
        unit="percent",
        direction="up",
        line=Line(95, "proposal"),
        standard="one unit level per feed",
        numerator_text=Text("其中已收到的报表数", "Reports received"),
        denominator_text=_EXPECTED,
        definition=Text(
            "截至数据日期应报送的报表中已收到的比例；每类报表只计其规定的报送主体（学校或区域）。",
            "Reports received, as a share of those expected by the date of the data; a feed counts at the one level "
            "of unit, schools or regions, that owes it.",
        ),
        source=_LEDGER,
    ),
    Indicator(
        code="P07",
        theme="pilot",
        name=Text("数据及时率", "Data timeliness"),
        numerator=case((_r.received_on <= _r.expected_on, 1), else_=0),
        denominator=case((_r.expected_on.is_not(None), 1)),
        rows=_OWED,
        unit="percent",
        direction="up",
        line=Line(90, "proposal"),
        standard="one unit level per feed",
        numerator_text=Text("其中按期收到的报表数", "Reports received by their due day"),
        denominator_text=_EXPECTED,
        definition=Text(
            "截至数据日期应报送的报表中按期收到的比例；每类报表只计其规定的报送主体（学校或区域）。",
            "Reports received by their due day, as a share of those expected by the date of the data; a feed counts "
            "at the one level of unit, schools or regions, that owes it.",
        ),
        source=_LEDGER,
    ),
    Indicator(
        code="P08",
        theme="pilot",
        name=Text("数据安全合规率", "Systems meeting data-security rules"),
        numerator=_s.compliant,
        denominator=_s.systems_with_student_data,
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        numerator_text=Text("符合数据安全要求的系统数", "Systems that meet the rules"),
        denominator_text=Text("存有学生数据的系统数", "Systems that hold student data"),
        definition=Text(
            "存有学生数据的系统中符合数据安全要求的比例，多个学期合并计算。",
            "Systems that meet the data-security rules, as a share of those that hold student data; terms are pooled.",
        ),
        source=Text("数据安全台账，按区域或学校按学期上报", "Data-security register, by region or school and term"),
    ),
)
