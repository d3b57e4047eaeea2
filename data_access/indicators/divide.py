"""Digital divide: G-indicators."""

from __future__ import annotations

from sqlalchemy import case

from data_access.indicators.model import Indicator, Line, Text
from data_access.indicators.training import INDICATORS as _TRAINING
from data_access.schema import fact_connectivity, fact_home_access, fact_infrastructure, fact_sharing

_i, _c, _h, _s = fact_infrastructure.c, fact_connectivity.c, fact_home_access.c, fact_sharing.c
_ASSETS = Text("学校信息化装备统计，按校按学期上报", "School equipment statistics, reported by school and term")
_NETWORK = Text("学校网络接入统计，按校按学期上报", "School connectivity statistics, reported by school and term")
_DERIVED = Text("由所取指标推算", "Derived from the indicator it is taken over")
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
        standard_text=Text("联合国教科文组织统计研究所 ED4bis", "UNESCO UIS, ED4bis"),
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
        code="G03",
        theme="divide",
        name=Text("每百名学生拥有网络多媒体教室数", "Multimedia classrooms per 100 students"),
        numerator=_i.multimedia_classrooms,
        denominator=_i.students,
        per=100,
        unit="ratio",
        direction="up",
        lines={"primary": Line(2.3, "policy"), "junior": Line(2.4, "policy")},
        standard="Quality and Balanced Compulsory Education 2017",
        standard_text=Text("县域义务教育优质均衡发展（2017）", "Quality and Balanced Compulsory Education, 2017"),
        numerator_text=Text("多媒体教室数（×100）", "Multimedia classrooms (times 100)"),
        denominator_text=Text("在校学生人数", "Students"),
        definition=Text(
            "每百名学生的网络多媒体教室数，取时段内各校最近一次上报；标准线小学2.3间、初中2.4间，其他学段无标准线。",
            "Multimedia classrooms for each 100 students; the latest report of each school in the period. The line is "
            "2.3 for primary, 2.4 for junior secondary schools, and there is none for others.",
        ),
        source=_ASSETS,
    ),
    Indicator(
        code="G04",
        theme="divide",
        name=Text("无线网络教室占比", "Wi-Fi classrooms"),
        numerator=_i.wifi_classrooms,
        denominator=_i.classrooms,
        unit="percent",
        direction="up",
        numerator_text=Text("无线网络覆盖的教室数", "Classrooms with Wi-Fi"),
        denominator_text=Text("教室总数", "Classrooms"),
        definition=Text(
            "无线网络覆盖的教室占全部教室的比例，取时段内各校最近一次上报。",
            "Classrooms with Wi-Fi as a share of all; the latest report of each school in the period.",
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
        standard_text=Text("教育部公布（2020）", "Ministry of Education, 2020"),
        numerator_text=Text("带宽不低于100 Mbit/s的学校数", "Schools with 100 Mbit/s or more"),
        denominator_text=Text("上报带宽的学校数", "Schools that report their bandwidth"),
        definition=Text(
            "带宽不低于100 Mbit/s的学校占上报带宽学校的比例，取时段内各校最近一次上报。",
            "Schools with 100 Mbit/s or more, as a share of those that report it; each school's latest report.",
        ),
        source=_NETWORK,
    ),
    Indicator(
        code="G07",
        theme="divide",
        name=Text("每百名学生带宽", "Bandwidth per 100 students"),
        numerator=_c.bandwidth_mbps,
        denominator=_c.students,
        per=100,
        unit="ratio",
        direction="up",
        numerator_text=Text("学校带宽（Mbit/s，×100）", "Bandwidth in Mbit/s (times 100)"),
        denominator_text=Text("在校学生人数", "Students"),
        definition=Text(
            "每百名学生的网络接入带宽（Mbit/s），取时段内各校最近一次上报。",
            "Mbit/s of bandwidth for each 100 students; the latest report of each school in the period.",
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
        standard="ITU household access; region facts: stage does not apply",
        standard_text=Text("国际电信联盟：家庭接入", "ITU, household access"),
        numerator_text=Text("家中无学习终端的学生人数", "Students without a device at home"),
        denominator_text=Text("受访学生人数", "Students surveyed"),
        definition=Text(
            "家中没有学习终端的学生占受访学生的比例；按区域调查，不适用于单个学校和学段。",
            "Students without a device at home, as a share of those surveyed; by region, so not for a "
            "school or a stage.",
        ),
        source=_SURVEY,
    ),
    Indicator(
        code="G09",
        theme="divide",
        name=Text("薄弱校帮扶覆盖率", "Needy schools reached by sharing"),
        numerator=case((_s.weeks_with_class >= 3, 1), (_s.weeks_with_class < 3, 0)),
        denominator=case((_s.weeks_with_class.is_not(None), 1)),
        schools={"needy": "true"},
        once_a_month=True,
        unit="percent",
        direction="up",
        line=Line(100, "proposal"),
        numerator_text=Text(
            "开课不少于三周的薄弱校·月数", "Months of needy schools with classes in three weeks or more"
        ),
        denominator_text=Text("薄弱校已上报的校·月数", "Months that needy schools reported"),
        definition=Text(
            "薄弱学校当月有同一来源的共享课程不少于三周的校·月占已上报校·月的比例。同一月有多个来源或渠道时取周数最多的一个，"
            "因为各来源的周次可能重叠，不能相加；已报送而无开课记录的月份计为未覆盖，未报送的月份不计入。",
            "Months in which a needy school had shared classes in three weeks or more, as a share of the months it "
            "reported. Of several origins and channels in a month the one with the most weeks counts, as their weeks "
            "may be the same and cannot be added up. A month whose report came in without any class counts as not "
            "reached; a month without any report does not count.",
        ),
        source=Text("三个课堂开课记录，按受援学校按月上报", "Records of shared classes, by receiving school and month"),
    ),
    # What follows is taken over another indicator (`G10:R02`); the expressions are only there until it is.
    Indicator(
        code="G10",
        theme="divide",
        name=Text("城乡差距", "Urban-rural gap"),
        numerator=_TRAINING[0].numerator,
        denominator=_TRAINING[0].denominator,
        unit="points",
        direction="down",
        method="gap",
        line=Line(5, "proposal"),
        numerator_text=Text(
            "城市学校的指标值减去农村学校的指标值", "Value of urban schools less value of rural schools"
        ),
        denominator_text=Text("无", "None"),
        definition=Text(
            "同一指标城市学校与农村学校之差；正值表示城市较高。",
            "An indicator's value in urban schools less that in rural schools; above zero, urban is higher.",
        ),
        source=_DERIVED,
    ),
    Indicator(
        code="G11",
        theme="divide",
        name=Text("均等指数", "Parity index"),
        numerator=_TRAINING[0].numerator,
        denominator=_TRAINING[0].denominator,
        unit="index",
        direction="one",
        method="parity",
        least=0.03,
        line=Line(0.97, "standard", 1.03),
        standard="UNESCO UIS (adjusted)",
        standard_text=Text("联合国教科文组织统计研究所（调整后的均等指数）", "UNESCO UIS, adjusted parity index"),
        numerator_text=Text("农村学校的指标值", "Value of rural schools"),
        denominator_text=Text("城市学校的指标值", "Value of urban schools"),
        definition=Text(
            "同一指标农村学校与城市学校之比；大于1时取2减去其倒数，因此总在0与2之间，1为均等，0.97至1.03视为均等。指标值越低越好时，"
            "小于1表示农村较好。",
            "An indicator's value in rural schools over that in urban schools; a ratio above 1 is folded to 2 less its "
            "inverse, so that the index lies between 0 and 2. At 1 both are equal; 0.97 to 1.03 counts as parity. "
            "Where a low value is good, below 1 favours rural schools.",
        ),
        source=_DERIVED,
    ),
    Indicator(
        code="G12",
        theme="divide",
        name=Text("校际差异(泰尔指数)", "Inequality between schools (Theil)"),
        numerator=_TRAINING[0].numerator,
        denominator=_TRAINING[0].denominator,
        unit="index",
        direction="down",
        method="theil",
        numerator_text=Text(
            "各校分子占比乘以分子占比与分母占比之比的对数，再求和",
            "Sum over schools of the share of the numerator times the logarithm of that share over the share of the "
            "denominator",
        ),
        denominator_text=Text("无", "None"),
        definition=Text(
            "同一指标各校之间的泰尔T指数，由各校在所选时段和筛选下的合计计算，按分母加权，不由各月的值相加；0表示各校相同。"
            "可分解为组间差异与组内差异之和。少于两所学校时不适用。",
            "Theil T of an indicator between schools, from each school's totals of the period and filters, weighted by "
            "the denominator, and never from monthly values; 0 where all schools are alike. It is the sum of a part "
            "between groups of schools and a part within them. Not applicable to fewer than two schools.",
        ),
        source=_DERIVED,
    ),
    Indicator(
        code="G13",
        theme="divide",
        name=Text("校际差异系数", "Coefficient of variation between schools"),
        numerator=_TRAINING[0].numerator,
        denominator=_TRAINING[0].denominator,
        unit="index",
        direction="down",
        method="variation",
        lines={"primary": Line(0.5, "policy"), "junior": Line(0.45, "policy")},
        standard="Quality and Balanced Compulsory Education 2017",
        standard_text=Text("县域义务教育优质均衡发展（2017）", "Quality and Balanced Compulsory Education, 2017"),
        numerator_text=Text("各校指标值的加权标准差", "Weighted standard deviation of the schools' values"),
        denominator_text=Text("指标的总体值", "Value of all schools together"),
        definition=Text(
            "同一指标各校之间的差异系数，由各校在所选时段和筛选下的合计计算，按分母（生均指标即学生人数）加权；应按学段查看，"
            "标准线小学0.50、初中0.45，其他学段无标准线。少于两所学校时不适用。",
            "Coefficient of variation of an indicator between schools, from each school's totals of the period and "
            "filters, weighted by the denominator (students, where it is per student). Read it by stage: the line is "
            "0.50 for primary, 0.45 for junior secondary schools, and there is none for others. Not applicable to "
            "fewer than two schools.",
        ),
        source=_DERIVED,
    ),
)
