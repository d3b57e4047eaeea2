"""Teacher training: T-indicators."""

from __future__ import annotations

from data_access.indicators.model import Indicator, Line, Text
from data_access.schema import fact_literacy, fact_supply, fact_training

_t, _l, _s = fact_training.c, fact_literacy.c, fact_supply.c
_REGISTER = Text("教师培训管理系统，按校按学期汇总上报", "Teacher training register, summed by school and term")
_ASSESSMENT = Text("教师数字素养测评，按校按学年汇总", "Digital literacy assessment of teachers, by school and year")
_DIGITAL_LITERACY = "JY/T 0646-2022"
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
        standard_text=Text("信息技术应用能力提升工程2.0", "IT Capability Project 2.0"),
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
        standard_text=Text(
            "信息技术应用能力提升工程2.0（三年不少于50学时）", "IT Capability Project 2.0: 50 hours in three years"
        ),
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
        standard_text=Text("中山市公布（2020–2022）", "Zhongshan, 2020 to 2022"),
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
    Indicator(
        code="T06",
        theme="training",
        name=Text("校长信息化领导力培训完成率", "Principals trained in IT leadership"),
        numerator=_t.completed,
        denominator=_t.in_scope,
        where={"cohort": "principal"},
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        standard=_PROJECT,
        standard_text=Text("信息技术应用能力提升工程2.0", "IT Capability Project 2.0"),
        numerator_text=Text("完成培训的校长人数", "Principals who completed the training"),
        denominator_text=Text("应训校长人数", "Principals in scope"),
        definition=Text(
            "完成信息化领导力培训的校长占应训校长的比例。",
            "Principals who completed the training in IT leadership, as a share of all in scope.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T07",
        theme="training",
        name=Text("教师数字素养得分", "Teacher digital-literacy score"),
        numerator=_l.score_sum,
        denominator=_l.assessed,
        where={"audience": "teacher", "dimension": "overall"},
        unit="score",
        direction="up",
        standard=_DIGITAL_LITERACY,
        standard_text=Text("JY/T 0646-2022《教师数字素养》", "JY/T 0646-2022"),
        numerator_text=Text("教师测评总得分之和", "Sum of the teachers' overall scores"),
        denominator_text=Text("参加测评教师人数", "Teachers assessed"),
        definition=Text(
            "参加数字素养测评的教师的总体平均得分。", "Mean overall score of the teachers who were assessed."
        ),
        source=_ASSESSMENT,
    ),
    Indicator(
        code="T08",
        theme="training",
        name=Text("教师数字素养达标率", "Teachers qualified by dimension"),
        numerator=_l.qualified,
        denominator=_l.assessed,
        where={"audience": "teacher"},
        # The dimensions are those of the same teachers: they are set side by side and never added up.
        usual={"dimension": "overall"},
        unit="percent",
        direction="up",
        standard=_DIGITAL_LITERACY,
        standard_text=Text("JY/T 0646-2022《教师数字素养》", "JY/T 0646-2022"),
        numerator_text=Text("达标教师人数", "Teachers qualified"),
        denominator_text=Text("参加测评教师人数", "Teachers assessed"),
        definition=Text(
            "达标教师占参加测评教师的比例，分总体和五个维度；未指定维度时为总体。",
            "Teachers qualified, as a share of those assessed, overall and in five dimensions; overall where no "
            "dimension is named.",
        ),
        source=_ASSESSMENT,
    ),
    Indicator(
        code="T09",
        theme="training",
        name=Text("测训提升幅度", "Gain between assessments"),
        numerator=_t.post_score_sum - _t.pre_score_sum,
        denominator=_t.matched,
        unit="score",
        direction="up",
        line=Line(0, "proposal"),
        numerator_text=Text("训后得分之和减去训前得分之和", "Sum of second scores less sum of first scores"),
        denominator_text=Text("两次测评均参加的教师人数", "Teachers with both scores"),
        definition=Text(
            "两次测评均参加的教师训后与训前得分之差的平均值。",
            "Mean difference between second and first score of the teachers who have both.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T10",
        theme="training",
        name=Text("新教师笔试面试完成率", "New teachers with exam and interview"),
        numerator=_t.written_and_interview,
        denominator=_t.in_scope,
        where={"cohort": "new"},
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        standard="Xiong'an",
        standard_text=Text("雄安新区新教师培训", "New-teacher training of Xiong'an"),
        numerator_text=Text("完成笔试和面试的新教师人数", "New teachers with written exam and interview"),
        denominator_text=Text("应训新教师人数", "New teachers in scope"),
        definition=Text(
            "完成笔试和面试的新教师占应训新教师的比例。",
            "New teachers with written exam and interview, as a share of all new teachers in scope.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T11",
        theme="training",
        name=Text("寒暑假研修完成率", "Vacation course completion"),
        numerator=_t.completed,
        denominator=_t.enrolled,
        where={"programme_code": "vacation_course"},
        unit="percent",
        direction="up",
        line=Line(95, "proposal"),
        numerator_text=Text("完成寒暑假研修的教师人数", "Teachers who completed the vacation course"),
        denominator_text=Text("报名寒暑假研修的教师人数", "Teachers enrolled in the vacation course"),
        definition=Text(
            "完成寒暑假研修的教师占报名教师的比例。",
            "Teachers who completed the vacation course, as a share of those enrolled.",
        ),
        source=_REGISTER,
    ),
    Indicator(
        code="T12",
        theme="training",
        name=Text("名师工作室与课程社区覆盖率", "Teachers in a studio or community"),
        numerator=_s.teachers_covered,
        denominator=_s.teachers,
        # A teacher in a studio and a community is counted once, in one of the two rows; only together are they a rate.
        where={"kind": ("studio", "community")},
        unit="percent",
        direction="up",
        line=Line(50, "proposal"),
        standard="Wuhan Education Cloud; region facts",
        standard_text=Text("武汉教育云", "Wuhan Education Cloud"),
        numerator_text=Text("加入名师工作室或课程社区的教师人数", "Teachers in a studio or a community"),
        denominator_text=Text("教师人数", "Teachers"),
        definition=Text(
            "加入名师工作室或课程社区的教师占全部教师的比例，同时加入两者只计一次；按区域上报，不适用于单个学校。",
            "Teachers in a studio or a community, as a share of all; who is in both is counted once; reported by "
            "region, so not for a school.",
        ),
        source=Text(
            "区域工作室与社区台账，按区域按学期上报", "Register of studios and communities, by region and term"
        ),
    ),
)
