"""The calendar, and what is special about each week, month and term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.scale import AS_OF, FIRST_DAY, MONTHS, Scale

_STUDENTS: dict[str, float] = {"2016-09": 36, "2020-01": 42, "2020-02": 56, "2020-06": 54, "2020-09": 45, "2022-03": 48}
_STUDENTS |= {"2022-09": 50.5, "2024-09": 55, "2026-10": 59}
_TEACHERS: dict[str, float] = {"2016-09": 49, "2020-01": 55, "2020-02": 70, "2020-06": 68, "2020-09": 58, "2022-03": 60}
_TEACHERS |= {"2022-09": 62.5, "2024-09": 67, "2026-10": 72.5}
# Points on top of the trend; the long breaks are the deepest.
_STUDENT_SEASON = {1: -7, 2: -27, 6: -3, 7: -25, 8: -23}
_TEACHER_SEASON = {1: -5, 2: -26, 6: -1, 7: -22, 8: -16}
# Schools were shut in 2020, and learning went on at home through the winter break.
_HOME_SCHOOLING = "2020-02"

# What the nation has by years since autumn 2016; student devices meet the published 17.03 million of the end of 2020.
_BY_YEAR = {
    "training": ([0, 3, 6, 10], [79.5, 82.0, 85.0, 86.5]),
    "device_rate": ([0, 4, 6, 10], [0.067, 0.093, 0.105, 0.127]),
    "teacher_rate": ([0, 4, 10], [0.62, 0.78, 0.93]),
    "multimedia_rate": ([0, 4, 10], [0.52, 0.72, 0.88]),
    "no_multimedia": ([0, 3, 5, 10], [0.06, 0.02, 0.005, 0.003]),
    "wifi_rate": ([0, 4, 10], [0.30, 0.55, 0.82]),
    "below_100": ([0, 2, 4, 6, 10], [0.36, 0.10, 0.018, 0.009, 0.003]),
    "below_200": ([0, 4, 10], [0.78, 0.42, 0.10]),
    "below_500": ([0, 4, 10], [0.93, 0.70, 0.36]),
    "below_1000": ([0, 4, 10], [0.985, 0.90, 0.66]),
    "home_rate": ([0, 4, 10], [0.225, 0.160, 0.099]),
}


def calendar() -> pd.DataFrame:
    """Return every day of the warehouse with its week, month, term and school year."""
    day = pd.Series(pd.date_range(FIRST_DAY, AS_OF, freq="D").astype("datetime64[us]"))
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    year = day.dt.year - (day.dt.month < 9)
    return pd.DataFrame(
        {
            "day": day,
            "week": monday.astype("datetime64[us]"),
            "month": day.dt.to_period("M").dt.to_timestamp().astype("datetime64[us]"),
            "term_code": year.astype(str) + np.where(day.dt.month.between(2, 8), "-2", "-1"),
            "school_year": year.astype(str) + "-" + (year + 1).astype(str),
            "is_teaching_week": ~_break(monday),
        }
    )


def _break(monday: pd.Series) -> pd.Series:
    """Tell the weeks without teaching: winter and summer break, and the week of the National Day."""
    day = monday.dt.strftime("%m-%d")
    weeks = day.between("01-17", "02-17") | day.between("07-08", "08-28") | day.between("09-28", "10-04")
    return pd.Series(weeks)


def months(scale: Scale) -> pd.DataFrame:
    """Return each month with the national activity of students and teachers in points, and how hard it is to report."""
    month = pd.Series(pd.date_range(FIRST_DAY, periods=MONTHS, freq="MS").astype("datetime64[us]"))
    number = np.arange(MONTHS, dtype=np.int64)
    year = month.dt.year - (month.dt.month < 9)
    shut = (month.dt.strftime("%Y-%m") == _HOME_SCHOOLING).to_numpy()
    season = [
        month.dt.month.map(lambda m, s=points: float(s.get(m, 0))) for points in (_STUDENT_SEASON, _TEACHER_SEASON)
    ]
    # The less a platform is used in term, the less there is to fall in a break.
    depth = np.interp(number, [0, 72], [0.6, 1.0])
    return pd.DataFrame(
        {
            "m": number,
            "month": month,
            "period": month.dt.strftime("%Y-%m-%d"),
            "school_year": year.astype(np.int64),
            "term": _term(month),
            "years": number / 12.0,
            "with_usage": month >= pd.Timestamp(scale.usage_from).replace(day=1),
            "hardship": np.where(month.dt.month.isin([2, 8]), 1.6, 1.0) * (1.5 - 0.05 * number / 12.0),
            "student": _curve(_STUDENTS) + np.where(shut, -6.0, season[0] * depth),
            "teacher": _curve(_TEACHERS) + np.where(shut, -4.0, season[1] * depth),
        }
    )


def _term(month: pd.Series) -> pd.Series:
    """Number the terms: 0 is autumn 2016, 1 the spring of 2017."""
    year = month.dt.year - (month.dt.month < 9)
    return pd.Series((year - FIRST_DAY.year) * 2 + month.dt.month.between(2, 8)).astype(np.int64)


def _curve(points: dict[str, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    at = [(int(key[:4]) - FIRST_DAY.year) * 12 + int(key[5:]) - FIRST_DAY.month for key in points]
    return np.interp(np.arange(MONTHS), at, list(points.values()))


def terms() -> pd.DataFrame:
    """Return each term with its code, its months, and the days on which its reports are due."""
    number = np.arange((AS_OF.year - FIRST_DAY.year) * 2 + 1, dtype=np.int64)
    year, spring = FIRST_DAY.year + number // 2, number % 2 == 1
    first = (year - FIRST_DAY.year) * 12 + np.where(spring, 5, 0)
    half = np.where(spring, year + 1, year)
    return pd.DataFrame(
        {
            "term": number,
            "term_code": [f"{y}-{2 if s else 1}" for y, s in zip(year, spring, strict=True)],
            "school_year": year.astype(np.int64),
            "first_month": first.astype(np.int64),
            "last_month": np.minimum(first + np.where(spring, 6, 4), MONTHS - 1).astype(np.int64),
            "years": number / 2.0,
            **{name: np.interp(number / 2.0, *curve) for name, curve in _BY_YEAR.items()},
            "stock_due": _day(half, spring, "-04-15", "-10-15"),
            "survey_due": _day(half, spring, "-04-30", "-10-31"),
            "flow_due": _day(year + 1, spring, "-08-31", "-01-31"),
        }
    )


def _day(
    year: np.ndarray[tuple[int], np.dtype[np.int64]],
    spring: np.ndarray[tuple[int], np.dtype[np.bool]],
    in_spring: str,
    in_autumn: str,
) -> pd.Series:
    text = [f"{y}{in_spring if s else in_autumn}" for y, s in zip(year, spring, strict=True)]
    return pd.to_datetime(pd.Series(text)).astype("datetime64[us]")


def weeks(scale: Scale) -> pd.DataFrame:
    """Return each week since the first autumn: its month by its Monday, and how much of it is taught."""
    days = calendar()
    frame = days.drop_duplicates("week").loc[
        lambda d: d["week"] >= pd.Timestamp(FIRST_DAY), ["week", "is_teaching_week"]
    ]
    month = (frame["week"].dt.year - FIRST_DAY.year) * 12 + frame["week"].dt.month - FIRST_DAY.month
    frame = frame.assign(
        w=np.arange(len(frame), dtype=np.int64),
        m=month.astype(np.int64),
        with_usage=frame["week"] >= pd.Timestamp(scale.usage_from),
    )
    return frame.reset_index(drop=True)
