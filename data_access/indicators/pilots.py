"""Pilots and programmes: P-indicators."""

from __future__ import annotations

from sqlalchemy import and_, case, distinct, func, or_, select

from data_access.indicators.model import Indicator, Line, Text
from data_access.query import AS_OF
from data_access.schema import fact_gate, fact_milestone, fact_report, fact_security, feed, region

_m, _g, _r, _s = fact_milestone.c, fact_gate.c, fact_report.c, fact_security.c
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
