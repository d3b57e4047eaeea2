"""Teacher training: T-indicators."""

from __future__ import annotations

from data_access.indicators.model import Indicator, Line, Text
from data_access.schema import fact_training

_t = fact_training.c
_REGISTER = Text("教师培训管理系统，按校按学期汇总上报", "Teacher training register, summed by school and term")
_PROJECT = "IT Capability Project 2.0"
_IN_SCOPE = Text("应训教师人数", "Teachers in scope")

INDICATORS = (
    Indicator(
        code="T01",
        theme="training",
        name=Text("培训覆盖率", "Training coverage"),
        numerator=_t.enrolled,
        denominator=_t.in_scope,
        unit="percent",
        direction="up",
        line=Line(100, "policy"),
        standard=_PROJECT,
        numerator_text=Text("已报名教师人数", "Teachers enrolled"),
        denominator_text=_IN_SCOPE,
        definition=Text("已报名培训的教师占应训教师的比例。", "Teachers enrolled, as a share of all in scope."),
        source=_REGISTER,
    ),
    Indicator(
        code="T02",
        theme="training",
        name=Text("学时达标率", "Hours met"),
        numerator=_t.hours_met,
        denominator=_t.in_scope,
        unit="percent",
        direction="up",
        line=Line(100, "policy"),
        standard=f"{_PROJECT} (50 hours in three years)",
        numerator_text=Text("学时达标教师人数", "Teachers who met the hours"),
        denominator_text=_IN_SCOPE,
        definition=Text(
            "完成规定学时的教师占应训教师的比例。",
            "Teachers who met the hours asked for, as a share of all in scope.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T03",
        theme="training",
        name=Text("考核合格率", "Pass rate of the assessed"),
        numerator=_t.passed,
        denominator=_t.assessed,
        unit="percent",
        direction="up",
        line=Line(95, "published"),
        standard="Zhongshan 2020-2022",
        numerator_text=Text("考核合格教师人数", "Teachers who passed"),
        denominator_text=Text("参加考核教师人数", "Teachers assessed"),
        definition=Text(
            "考核合格教师占参加考核教师的比例；未参评者不在分母中，应与应训教师合格率并看。",
            "Teachers who passed, as a share of those assessed; who was never assessed is left out, so "
            "read it beside T04.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T04",
        theme="training",
        name=Text("应训教师合格率", "Pass rate of all in scope"),
        numerator=_t.passed,
        denominator=_t.in_scope,
        unit="percent",
        direction="up",
        line=Line(95, "published"),
        standard="shows the non-participation that T03 hides",
        numerator_text=Text("考核合格教师人数", "Teachers who passed"),
        denominator_text=_IN_SCOPE,
        definition=Text(
            "考核合格教师占全部应训教师的比例，显示考核合格率所掩盖的未参评。",
            "Teachers who passed, as a share of all in scope: it shows the non-participation that T03 hides.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T05",
        theme="training",
        name=Text("考核参评率", "Assessment participation"),
        numerator=_t.assessed,
        denominator=_t.in_scope,
        unit="percent",
        direction="up",
        line=Line(98, "proposal"),
        numerator_text=Text("参加考核教师人数", "Teachers assessed"),
        denominator_text=_IN_SCOPE,
        definition=Text("参加考核的教师占应训教师的比例。", "Teachers assessed, as a share of all in scope."),
        source=_REGISTER,
    ),
)
