"""Digital literacy and digital learning: L-indicators."""

from __future__ import annotations

from data_access.indicators.model import Indicator, Line, Text
from data_access.schema import fact_learning, fact_literacy, fact_portrait

_l, _p, _a = fact_literacy.c, fact_portrait.c, fact_learning.c
_ASSESSMENT = Text("学生数字素养测评，按校按学年汇总", "Digital literacy assessment of students, by school and year")
_TEACHING = Text("教务系统教学统计，按校按学期上报", "School teaching statistics, by school and term")
_STUDENTS = Text("在校学生人次（人·学期）", "Students (student-terms)")
_STUDENT = {"audience": "student"}
# The dimensions are those of the same students: they are set side by side and never added up.
_OVERALL = {"dimension": "overall"}

INDICATORS = (
    Indicator(
        code="L01",
        theme="literacy",
        name=Text("学生数字素养达标率", "Student digital-literacy proficiency"),
        numerator=_l.qualified,
        denominator=_l.assessed,
        where=_STUDENT,
        usual=_OVERALL,
        unit="percent",
        direction="up",
        standard="SDG 4.4.2",
        standard_text=Text("可持续发展目标 4.4.2", "SDG 4.4.2"),
        numerator_text=Text("总体达标的学生人数", "Students qualified overall"),
        denominator_text=Text("参加测评学生人数", "Students assessed"),
        definition=Text(
            "数字素养总体达标的学生占参加测评学生的比例；未参评者不在分母中，应与测评参与率并看。",
            "Students qualified overall, as a share of those assessed; who was never assessed is left out, so read "
            "it beside L02.",
        ),
        source=_ASSESSMENT,
    ),
    Indicator(
        code="L02",
        theme="literacy",
        name=Text("数字素养测评参与率", "Literacy assessment participation"),
        numerator=_l.assessed,
        denominator=_l.eligible,
        where=_STUDENT,
        usual=_OVERALL,
        unit="percent",
        direction="up",
        line=Line(95, "proposal"),
        numerator_text=Text("参加测评学生人数", "Students assessed"),
        denominator_text=Text("应测学生人数", "Students who should be assessed"),
        definition=Text(
            "参加数字素养测评的学生占应测学生的比例；只计开展测评的学校和学年。",
            "Students assessed, as a share of those who should be; only schools and years with an assessment count.",
        ),
        source=_ASSESSMENT,
    ),
    Indicator(
        code="L03",
        theme="literacy",
        name=Text("数字画像覆盖率", "Digital-portrait coverage"),
        numerator=_p.with_portrait,
        denominator=_p.students,
        unit="percent",
        direction="up",
        line=Line(80, "proposal"),
        numerator_text=Text("有数字画像的学生人次", "Students with a portrait"),
        denominator_text=Text("在校学生人次（各类画像合计）", "Students, once for each kind of portrait"),
        definition=Text(
            "有数字画像的学生占在校学生的比例，学业与体质健康两类画像、各年级和各学期合并计算。",
            "Students with a digital portrait, as a share of all; academic and health portraits, grades and terms are "
            "pooled.",
        ),
        source=Text("学生数字画像系统，按校按学期按年级上报", "Student portrait system, by school, term and grade"),
    ),
    Indicator(
        code="L04",
        theme="literacy",
        name=Text("人工智能课程覆盖率", "AI course reach"),
        numerator=_a.ai_course_students,
        denominator=_a.students,
        unit="percent",
        direction="up",
        numerator_text=Text("修读人工智能课程的学生人次（人·学期）", "Students in an AI course (student-terms)"),
        denominator_text=_STUDENTS,
        definition=Text(
            "修读人工智能课程的学生占在校学生的比例，多个学期按人·学期合并计算。",
            "Students in an AI course, as a share of all students; terms are pooled.",
        ),
        source=_TEACHING,
    ),
    Indicator(
        code="L05",
        theme="literacy",
        name=Text("精准作业占比", "Adapted assignments"),
        numerator=_a.adapted_assignments,
        denominator=_a.assignments,
        unit="percent",
        direction="none",
        numerator_text=Text("因材施教的作业数", "Assignments adapted to the pupil"),
        denominator_text=Text("作业总数", "Assignments"),
        definition=Text(
            "依据学情为学生调整的作业占全部作业的比例。",
            "Assignments adapted to the pupil, as a share of all assignments.",
        ),
        source=_TEACHING,
    ),
    Indicator(
        code="L06",
        theme="literacy",
        name=Text("生均实践课时", "Hands-on hours per student"),
        numerator=_a.hands_on_hours,
        denominator=_a.students,
        unit="hours",
        direction="up",
        numerator_text=Text("学生动手实践课时（人·课时）", "Student hours of hands-on work"),
        denominator_text=_STUDENTS,
        definition=Text(
            "每名学生每学期的动手实践课时，多个学期按人·学期合并计算。",
            "Hours of hands-on work for each student and term; terms are pooled.",
        ),
        source=_TEACHING,
    ),
)
