"""The row of key figures: value, change against a year ago, twelve points, the line, how many reported."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import pandas as pd
from dash import html

from dashboard.ask import Ask
from dashboard.charts.tokens import Theme
from dashboard.i18n import Translator
from dashboard.i18n.numbers import change, count, large, split_unit, value
from dashboard.page import PAGES
from dashboard.panels.divides import gaps_of, ratio_text, verdict_words
from dashboard.panels.past import Moved, moved
from dashboard.panels.profile import page_of
from dashboard.panels.trend import within
from dashboard.panels.verdict import css_class, status_text
from dashboard.panels.words import brief, least, line_label, none_due, reports, unbroken
from data_access import indicators
from data_access.gaps import FEW
from data_access.indicators.model import Indicator
from data_access.past import reach, time_group
from data_access.query import SUPPRESSED, VALUE

GAP_CARDS = ("gap:absolute", "gap:ratio", "gap:behind")
"""Cards of the urban–rural gap of whatever indicator the reader chose."""
_LONG = 7
"""A number of more characters than that stands smaller on its card."""
_PARTS = ("unit", "change", "line", "verdict", "base")
_POINTS = 12
_WIDTH, _HEIGHT = 140, 36


@dataclass(frozen=True)
class Figure:
    """The texts of a card; `spark` is an SVG as a data address, `state` a class.

    `compared` is false where `change` says why there is none.
    """

    value: str
    unit: str
    change: str
    line: str
    verdict: str
    base: str
    spark: str
    href: str
    state: str
    compared: bool = True
    line_class: str = "verdict"
    verdict_class: str = "verdict"

    @property
    def told(self) -> dict[str, str]:
        """The same for the browser that writes it: each text by the class of its part, and the classes of the card."""
        texts = {"number": self.value} | {part: getattr(self, part) for part in _PARTS}
        return texts | {
            "spark": self.spark,
            "href": self.href,
            "card": " ".join(("card kpi", self.state, *self._looks)),
            "line_class": f"kpi-line {self.line_class}",
            "verdict_class": f"kpi-verdict {self.verdict_class}",
        }

    @property
    def _looks(self) -> list[str]:
        return ["long"] * (len(self.value) > _LONG) + ["alone"] * (not self.compared)


def card(code: str, t: Translator, *, standing: bool = True) -> html.A:
    """The empty card of an indicator: the whole of it is a link to the indicator's page."""
    name = t(f"card.{code.replace(':', '.')}") if code in GAP_CARDS else _name(indicators.get(code), t)
    return html.A(
        [
            html.Span([html.Span(name), html.I(className="icon icon-chevron-right")], className="kpi-label"),
            html.Span([html.Span(className="kpi-number"), html.Span(className="kpi-unit")], className="kpi-value"),
            html.Span(className="kpi-change"),
            html.Img(className="kpi-spark", alt="", width=_WIDTH, height=_HEIGHT, src=_BLANK),
            html.Span(className="kpi-line"),
            html.Span(className="kpi-verdict"),
            html.Span(className="kpi-base"),
        ],
        className=f"card kpi {'loading' if standing else 'away'}",
        href="",
    )


def _name(indicator: Indicator, t: Translator) -> str:
    """The indicator's name; a measure taken over another indicator may have a shorter one for a card."""
    short = t.maybe(f"card.over.{indicator.code.partition(':')[0]}") if indicator.over else None
    if short is None or indicator.over is None:
        return indicator.name[t.language]
    return short.format(name=indicator.over.name[t.language])


def figure(code: str, ask: Ask) -> Figure:
    """What stands on the card of the indicator `code`."""
    if code in GAP_CARDS:
        return _of_gap(code, ask)
    result = ask(code, against=ask.against)
    indicator, row, t = result.indicator, result.row, ask.t
    href = _detail(indicator, ask)
    line = line_label(indicator, ask)
    unknown = pd.isna(row["n_expected"]) and not row["n_reported"]
    base_text = "" if unknown or none_due(row) else reports(row, ask)
    if row["state"] != VALUE:
        reason = t(f"reason.{result.reason}") if result.reason else ""
        if row["state"] == SUPPRESSED:
            reason = t("state.why", n=least(ask))
        return Figure(brief(row, indicator, ask), "", reason, line, "", base_text, _BLANK, href, row["state"])
    of = float(row["value"])
    if not pd.isna(row["denominator"]):
        base_text = t("kpi.of", n=large(float(row["denominator"]), t.language), base=base_text)
    found = moved(result, ask)
    unit = t(f"unit_short.{indicator.unit}")
    text = value(of, indicator.unit, t.language)
    if indicator.unit == "count":
        if (in_full := count(of, t.language)) != text:
            base_text = f"{in_full} · {base_text}"
        text, unit = split_unit(text)
    return Figure(
        value=text,
        unit=unit,
        change=_change(found, indicator.unit, ask),
        line=unbroken(status_text(row, indicator, t, line) or line),
        verdict=t(f"kpi.verdict.{row['verdict']}", beside=t(f"beside.{ask.against}")) if row["verdict"] else "",
        base=base_text,
        spark=_spark(code, ask),
        href=href,
        state=VALUE,
        compared=isinstance(found, Moved),
        line_class=css_class(row["status"]),
        verdict_class=css_class(row["verdict"]),
    )


def _of_gap(code: str, ask: Ask) -> Figure:
    """What stands on a card of the urban–rural gap of the indicator that the reader chose."""
    t, indicator, gaps = ask.t, ask.indicator, gaps_of(ask)
    row, href = gaps.row("setting"), _detail(indicator, ask, gap=True)
    if row is None or row.gap is None:
        few = row is not None and row.state == FEW
        state = "not_applicable" if row is None or row.state == "not_applicable" else "not_reported"
        text = t("verdict.few") if few else t(f"state.{state}")
        why = t("reason.place") if state == "not_applicable" and ask.view.place.is_school else ""
        return Figure(text, "", why, "", "", "", _BLANK, href, "not_applicable" if few else state)
    text, unit, on_before, verdict, line = "–", "", "", "", ""
    before = row.before
    points = "points" if indicator.unit == "percent" else indicator.unit
    if code == "gap:absolute":
        text, unit, verdict = value(row.gap.value, points, t.language), t(f"unit_short.{points}"), row.verdict
        on_before = "" if row.change is None else change(row.change, indicator.unit, t)
        if row.gap.likely is not None:
            ends = (value(end, points, t.language) for end in (row.gap.likely.low, row.gap.likely.high))
            line = t("card.gap.interval", **dict(zip(("low", "high"), ends, strict=True)))
    elif code == "gap:ratio":
        text, verdict = ratio_text(row, ask), row.ratio_verdict
        if row.ratio is not None and before is not None and before.ratio is not None and text != "–":
            on_before = change(row.ratio.value - before.ratio.value, "ratio", t)
        if row.ratio is not None and text != "–":
            ends = (value(end, "index", t.language) for end in (row.ratio.lower, row.ratio.upper))
            line = t("card.gap.interval", **dict(zip(("low", "high"), ends, strict=True)))
    elif row.behind is not None:
        text, unit = split_unit(large(row.behind, t.language))
        verdict = row.behind_verdict
        if before is not None and before.behind is not None:
            on_before = change(row.behind - before.behind, "count", t)
        line = t("card.gap.people", n=large(round(row.people or 0), t.language))
    arrow = "→" if on_before.startswith("±") else "↑" if on_before.startswith("+") else "↓"
    return Figure(
        value=text,
        unit=unit,
        change=t("kpi.change", arrow=arrow, change=on_before) if on_before else "",
        line=line,
        verdict=verdict_words(verdict, ask),
        base=reports(ask(indicator.code).row, ask),
        spark=_BLANK,
        href=href,
        state=VALUE,
        verdict_class=css_class(verdict),
    )


def _detail(indicator: Indicator, ask: Ask, *, gap: bool = False) -> str:
    """The address of what a card sums up: of a gap in an indicator, the page about gaps where that offers it."""
    base = indicator.over or indicator
    of_gaps = (p.path for p in PAGES.values() if base.code in p.indicators and set(GAP_CARDS) <= {*p.cards})
    path = page_of(base.code)
    if gap or indicator.over is not None:
        path = next(of_gaps, path)
    return f".{path}{ask.view.to_search(indicator=base.code)}"


def _change(found: Moved | str, unit: str, ask: Ask) -> str:
    if isinstance(found, str):
        return found
    difference = found.now - found.before
    if unit == "count":
        # A count grows with everything around it: its change is told as a share.
        if not found.before:
            return ask.t("past.none")
        difference, unit = 100 * difference / found.before, "share"
    text = change(difference, unit, ask.t)
    arrow = "→" if text.startswith("±") else "↑" if difference > 0 else "↓"
    said = ask.t("kpi.change", arrow=arrow, change=text)
    return ask.t("past.only", change=said, shared=found.only) if found.only else said


def _spark(code: str, ask: Ask) -> str:
    indicator = indicators.get(code)
    group = time_group(indicator)
    months = {"month": _POINTS, "term": _POINTS * 6, "school_year": _POINTS * 12}[group]
    over = within(ask, months)
    # The change on a year ago follows the same months.
    rows = ask(code, by=(group,), over=reach(indicator, over) or over, expect=False).rows
    named = frozenset(over.buckets(group, (indicator.over or indicator).grain))
    values = [row["value"] for row in rows if row["period"] in named][-_POINTS:]
    line = indicator.line
    return sparkline(values, None if line is None else line.value, ask.theme)


def sparkline(values: list[float | None], line: float | None, theme: Theme) -> str:
    """An SVG with gaps where nothing was reported, the last point marked, the line dashed; as a data address."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return _BLANK
    low, high = min(known), max(known)
    near = line is not None and low - (high - low) * 2 <= line <= high + (high - low) * 2
    if near and line is not None:
        low, high = min(low, line), max(high, line)
    scale = (_HEIGHT - 8) / ((high - low) or 1.0)
    step = (_WIDTH - 8) / max(len(values) - 1, 1)
    points = [(4 + i * step, _HEIGHT - 4 - (v - low) * scale) for i, v in enumerate(values) if v is not None]
    runs, previous = [], None
    for i, v in enumerate(values):
        if v is not None:
            runs.append(
                f"{'L' if previous == i - 1 and runs else 'M'}{4 + i * step:.1f} {_HEIGHT - 4 - (v - low) * scale:.1f}"
            )
            previous = i
    dash = ""
    if near and line is not None:
        y = _HEIGHT - 4 - (line - low) * scale
        dash = f'<path d="M0 {y:.1f}H{_WIDTH}" stroke="{theme.ink3}" stroke-dasharray="4 3" fill="none"/>'
    x, y = points[-1]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">{dash}'
        f'<path d="{"".join(runs)}" stroke="{theme.chart[0]}" stroke-width="2" fill="none" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{theme.chart[0]}"/></svg>'
    )
    return _address(svg)


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


_BLANK = _address(f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"/>')
AWAY = Figure("", "", "", "", "", "", _BLANK, "", "away")
"""A card that the page has for other places."""
