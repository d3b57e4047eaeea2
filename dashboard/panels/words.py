"""Sentences and labels that several kinds of panels share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n import Translator
from dashboard.i18n.numbers import as_said, count, with_unit
from dashboard.panels.drawing import Cell
from dashboard.panels.verdict import judged
from data_access.indicators.model import Indicator, Line
from data_access.query import NOT_REPORTED, SUPPRESSED, VALUE

_LONG = 24
"""Characters of a name that stand in one line on a telephone."""


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of an answer that have a number."""
    return frame[frame["state"] == VALUE]


def number(row: Any, indicator: Indicator, ask: Ask) -> str:
    """The value of a row with its unit, or the words for why there is none."""
    if row["state"] != VALUE:
        # A place without a platform owes nothing of one.
        unowed = row["state"] == NOT_REPORTED and indicator.fact.info["unit"] == "platform_code"
        return ask.t(f"state.{'no_data' if unowed else state_of(row)}", n=least(ask, row.get("place_code")))
    return with_unit(float(row["value"]), indicator.unit, ask.t)


def least(ask: Ask, code: str | None = None) -> int:
    """How many people a number of a place, by default the view's, has to be about: fewer at the reader's own school."""
    rules = ask.gate.rules
    return rules.own_school if (code or ask.view.place.code) in ask.scope.schools else rules.people


def state_of(row: Any) -> str:
    """The state of a row without a number, by the name that its words have."""
    return "no_data" if row["state"] == NOT_REPORTED and none_due(row) else str(row["state"])


def none_due(row: Any) -> bool:
    """Whether no report was due, as of a province that is not in the warehouse: then nobody failed to send one."""
    expected = row.get("n_expected")
    return not pd.isna(expected) and not expected


def brief(row: Any, indicator: Indicator, ask: Ask) -> str:
    """As `number`, where there is no room for the reason why a number is withheld."""
    return ask.t("state.suppressed_short") if row["state"] == SUPPRESSED else number(row, indicator, ask)


def cell(row: Any, indicator: Indicator, ask: Ask) -> Cell:
    """A value as a cell of a table; for why a number is withheld there is no room."""
    return {"t": brief(row, indicator, ask), "s": str(row["state"])}


def extremes(frame: pd.DataFrame, indicator: Indicator, ask: Ask) -> str:
    """Which row of an answer has the highest and which the lowest value; nothing where none has one or all have one."""
    known = shown(frame).sort_values("value", ascending=False, kind="stable")
    if known["value"].nunique() < 2:
        return ""
    top, bottom = known.iloc[0], known.iloc[-1]
    return ask.t(
        "panel.ranked.range",
        top=ask.place_name(top),
        highest=number(top, indicator, ask),
        bottom=ask.place_name(bottom),
        lowest=number(bottom, indicator, ask),
    )


def hover(row: Any, indicator: Indicator, ask: Ask, against: str = "") -> str:
    """What a mark says when pointed at: value, numerator of denominator, how many reported; how sure, if asked for."""
    lines = [number(row, indicator, ask)]
    if row["state"] == VALUE and not pd.isna(row["denominator"]):
        numerator, denominator = count(row["numerator"], ask.t.language), count(row["denominator"], ask.t.language)
        lines.append(ask.t("hover.ratio", numerator=numerator, denominator=denominator))
    if (reported := reports(row, ask)) and indicator.of_schools:
        lines.append(reported)
    if against and row["state"] == VALUE:
        lines += judged(row, indicator, ask, against)
    return "<br>".join(lines)


def reports(row: Any, ask: Ask) -> str:
    """How many reported of how many that should have."""
    reported = count(int(row["n_reported"]), ask.t.language)
    if pd.isna(row["n_expected"]):
        return ask.t("reported.units", n=reported)
    return ask.t("reported.schools", reported=reported, n=count(int(row["n_expected"]), ask.t.language))


def reports_short(row: Any, ask: Ask) -> str:
    """The same for a column of a table: 41 / 46."""
    reported = count(int(row["n_reported"]), ask.t.language)
    return reported if pd.isna(row["n_expected"]) else f"{reported} / {count(int(row['n_expected']), ask.t.language)}"


def in_language(text: str, language: str) -> str:
    """What a warehouse says in two languages, `中文 / English`, in the reader's; any other text as it is."""
    chinese, stroke, english = text.partition(" / ")
    both = stroke and not chinese.isascii() and english.isascii() and any(map(str.isalpha, english))
    if not both:
        return text
    return chinese if language == "zh" else english


def unbroken(text: str) -> str:
    """A text in which no line ends between a number and its sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def plain(text: str) -> str:
    """A name as Plotly text: its small HTML must not be what a name spells."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_two(name: str) -> str:
    """A long name in two lines, broken between words about its middle: a telephone cuts off what is longer."""
    gaps = [i for i, sign in enumerate(name) if sign == " "]
    if len(name) <= _LONG or not gaps:
        return name
    middle = min(gaps, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def line_label(indicator: Indicator, ask: Ask) -> str:
    """The name of the indicator's line, such as "published line 95 %"."""
    return "" if indicator.line is None else line_text(indicator.line, indicator.unit, ask.t)


def line_text(line: Line, unit: str, t: Translator) -> str:
    """A line, or a band from one value to another, with its basis; without noughts that nobody published."""
    ends = [line.value] if line.upto is None else [line.value, line.upto]
    return t(f"line.{line.basis}", value="–".join(t(f"unit.{unit}", value=as_said(end, t.language)) for end in ends))


def title(ask: Ask, indicator: Indicator, key: str, **values: object) -> str:
    """The title of a panel: place, indicator and period."""
    return ask.t(key, place=ask.where, indicator=ask.name(indicator), period=ask.when, **values)
