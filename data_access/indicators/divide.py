"""Digital divide: G-indicators."""

from __future__ import annotations

from sqlalchemy import case

from data_access.indicators.model import Indicator, Line, Text
from data_access.indicators.training import INDICATORS as _TRAINING
from data_access.schema import fact_connectivity, fact_home_access, fact_infrastructure

_i, _c, _h = fact_infrastructure.c, fact_connectivity.c, fact_home_access.c
_ASSETS = Text("学校信息化装备统计，按校按学期上报", "School equipment statistics, reported by school and term")
_NETWORK = Text("学校网络接入统计，按校按学期上报", "School connectivity statistics, reported by school and term")
_SURVEY = Text("家庭学习条件调查，按区域按学期汇总", "Survey of learning at home, summed by region and term")

INDICATORS = (
    Indicator(
        code="G01",
        theme="divide",
        name=Text("生机比", "Students per student device"),
        numerator=_i.students,
        denominator=_i.student_devices,
        unit="ratio",
        direction="down",
        standard="UNESCO UIS ED4bis",
        numerator_text=Text("在校学生人数", "Students"),
        denominator_text=Text("学生终端数", "Devices for students"),
        definition=Text(
            "每台学生终端对应的学生人数，取时段内各校最近一次上报。",
            "Students for each device for students; the latest report of each school in the period.",
        ),
        source=_ASSETS,
    ),
    Indicator(
        code="G02",
        theme="divide",
        name=Text("多媒体教室占比", "Multimedia classrooms"),
        numerator=_i.multimedia_classrooms,
        denominator=_i.classrooms,
        unit="percent",
        direction="up",
        numerator_text=Text("多媒体教室数", "Multimedia classrooms"),
        denominator_text=Text("教室总数", "Classrooms"),
        definition=Text(
            "多媒体教室占全部教室的比例，取时段内各校最近一次上报。",
            "Multimedia classrooms as a share of all; the latest report of each school in the period.",
        ),
        source=_ASSETS,
    ),
    Indicator(
        code="G05",
        theme="divide",
        name=Text("教师终端配备率", "Teachers with a device"),
        numerator=_i.teachers_with_device,
        denominator=_i.teachers,
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        numerator_text=Text("配有终端的教师人数", "Teachers with a device of their own"),
        denominator_text=Text("教师人数", "Teachers"),
        definition=Text(
            "配有专用终端的教师占全部教师的比例，取时段内各校最近一次上报。",
            "Teachers with a device of their own, as a share of all; the latest report of each school in the period.",
        ),
        source=_ASSETS,
    ),
    Indicator(
        code="G06",
        theme="divide",
        name=Text("百兆接入率", "Schools at or above 100 Mbit/s"),
        numerator=case((_c.bandwidth_mbps >= 100, 1), (_c.bandwidth_mbps < 100, 0)),
        denominator=case((_c.bandwidth_mbps.is_not(None), 1)),
        unit="percent",
        direction="up",
        line=Line(100, "published"),
        standard="Ministry of Education 2020",
        numerator_text=Text("带宽不低于100 Mbit/s的学校数", "Schools with 100 Mbit/s or more"),
        denominator_text=Text("上报带宽的学校数", "Schools that report their bandwidth"),
        definition=Text(
            "带宽不低于100 Mbit/s的学校占上报带宽学校的比例，取时段内各校最近一次上报。",
            "Schools with 100 Mbit/s or more, as a share of those that report it; each school's latest report.",
        ),
        source=_NETWORK,
    ),
    Indicator(
        code="G08",
        theme="divide",
        name=Text("家庭终端缺口率", "Students without a device at home"),
        numerator=_h.without_device,
        denominator=_h.surveyed,
        unit="percent",
        direction="down",
        line=Line(5, "proposal"),
        standard="ITU household access",
        numerator_text=Text("家中无学习终端的学生人数", "Students without a device at home"),
        denominator_text=Text("受访学生人数", "Students surveyed"),
        definition=Text(
            "家中没有学习终端的学生占受访学生的比例；按区域调查，不适用于单个学校和学段。",
            "Students without a device at home, as a share of those surveyed; by region, so not for a "
            "school or a stage.",
        ),
        source=_SURVEY,
    ),
    # A gap is taken over another indicator (`G10:R02`); the expressions are only there until it is.
    Indicator(
        code="G10",
        theme="divide",
        name=Text("城乡差距", "Urban-rural gap"),
        numerator=_TRAINING[0].numerator,
        denominator=_TRAINING[0].denominator,
        unit="points",
        direction="down",
        line=Line(5, "proposal"),
        numerator_text=Text(
            "城市学校的指标值减去农村学校的指标值", "Value of urban schools less value of rural schools"
        ),
        denominator_text=Text("无", "None"),
        definition=Text(
            "同一指标城市学校与农村学校之差；正值表示城市较高。",
            "An indicator's value in urban schools less that in rural schools; above zero, urban is higher.",
        ),
        source=Text("由所取指标推算", "Derived from the indicator it is taken over"),
    ),
)
