"""The line that never leaves: breadcrumb of places, filters, chips, reset, copy link."""

from __future__ import annotations

from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import html

from dashboard.ask import Ask
from dashboard.components.markup import attributes, icon
from dashboard.i18n.numbers import period
from dashboard.view import ALL, SEGMENTS
from data_access.indicators import get
from data_access.period import Period, school_year_of
from data_access.query import AGAINST
from data_access.schema import SETTINGS, STAGES

CRUMBS, CHIPS = 6, 8
Options = list[dict[str, str]]
ANY = "*"
"""The value of "all" in a select: dbc takes an empty one for nothing chosen and shows a blank."""


def context_line(ask: Ask) -> html.Div:
    """The line with empty crumbs and chips, and the filters that the page uses."""
    t = ask.t
    crumbs = html.Ol(
        [html.Li(html.A(id={"type": "crumb", "i": i}, hidden=True, href="")) for i in range(CRUMBS)], className="crumbs"
    )
    names = filter_names(ask)
    fields = [
        html.Label(
            [html.Span(t(f"filter.{name}")), dbc.Select(id={"type": "filter", "name": name}, options=[], value=ANY)]
        )
        for name in names
    ]
    chips = [html.A([], id={"type": "chip", "i": i}, className="chip", hidden=True, href="") for i in range(CHIPS)]
    return html.Div(
        [
            html.Nav(crumbs, **attributes(aria_label=t("shell.places"))),
            html.Details(
                [html.Summary([icon("funnel"), t("filter.title")]), html.Div(fields, className="filters")],
                className="filter-menu",
            ),
            html.Div(chips, className="chips"),
            html.A(t("filter.reset"), id="reset", href="", className="quiet"),
            html.Button(
                [icon("link"), t("shell.copy")],
                className="action copy",
                **attributes(data_copy="page", data_done=t("shell.copied")),
            ),
        ],
        className="context-line",
        role="group",
        **attributes(aria_label=t("filter.title")),
    )


def filter_names(ask: Ask) -> tuple[str, ...]:
    """The filters of the page, in the order of the line."""
    choice = ("indicator",) if len(ask.page.indicators) > 1 else ()
    return ("below", "period", *choice, "stage", "setting", *ask.page.segments, "compare")


def options(name: str, ask: Ask) -> tuple[Options, str]:
    """What a filter offers a reader, and what is chosen."""
    t, view = ask.t, ask.view
    match name:
        case "below":
            held = ask.gate.children(ask.scope, view.place)
            prompt = t("filter.choose") if held else t("filter.nothing_below")
            return [_option(ANY, prompt), *(_option(p.code, t.place(p)) for p in held)], ANY
        case "period":
            return _periods(ask)
        case "indicator":
            codes = ask.page.indicators
            return [_option(c, f"{c} {get(c).name[t.language]}") for c in codes], ask.indicator.code
        case "compare":
            fitting = [a for a in AGAINST if a != "similar" or view.place.is_school]
            auto = t("filter.auto", against=t(f"against.{replace(ask, view=replace(view, compare=None)).against}"))
            return [_option(ANY, auto), *(_option(a, t(f"against.{a}")) for a in fitting)], view.compare or ANY
        case "stage":
            return _codes(t("filter.any"), "stage", STAGES, ask), view.stage or ANY
        case "setting":
            return _codes(t("filter.any"), "setting", SETTINGS, ask), view.setting or ANY
        case _:
            column = SEGMENTS[name]
            codes = ask.gate.codes(ask.scope, column)
            return _codes(t("filter.any"), column, codes, ask), dict(view.segments).get(name, ANY)


def crumbs(ask: Ask) -> list[tuple[str, str]]:
    """Name and address of the places from the top of the reader's scope to the place viewed."""
    path = [*ask.gate.path(ask.scope, ask.view.place), ask.view.place][-CRUMBS:]
    return [(ask.t.place(p), ask.view.to_search(place=p.code)) for p in path]


def chips(ask: Ask) -> list[tuple[str, str]]:
    """Text of every active filter and the address without it; one that the page does not use says so."""
    t, view = ask.t, ask.view
    found = [("stage", "stage", view.stage), ("setting", "setting", view.setting)]
    found += [(name, SEGMENTS[name], code) for name, code in view.segments]
    found.append(("compare", "against", view.compare))
    unused = {name for name, _ in view.unused(ask.page.segments)}
    made = []
    for name, kind, code in found:
        if code:
            said = t(f"against.{code}") if name == "compare" else ask.code(kind, code)
            text = f"{t(f'filter.{name}')}: {said}"
            text += t("filter.unused") if name in unused else ""
            made.append((f"{text} ✕", view.to_search(**{name: None})))
    return made[:CHIPS]


def _periods(ask: Ask) -> tuple[Options, str]:
    t, span, view = ask.t, ask.view.span, ask.view
    chosen = ALL if view.period is None else str(view.period)
    year = span.reaching_back(12)
    offered: dict[str, str] = {}
    if span.length > 12:
        offered[str(year)] = t("period.last_year", period=period(year, t))
    last = Period(span.last, span.last)
    offered[str(last)] = t("period.last_month", period=period(last, t))
    for name in sorted({school_year_of(m) for m in span.months()}, reverse=True):
        whole = Period.parse(name)
        held = Period(max(whole.first, span.first), min(whole.last, span.last))
        offered.setdefault(str(held), t("period.school_year", year=name.replace("-", "–")))
    offered[ALL] = t("period.all", period=period(span, t))
    offered.setdefault(chosen, period(view.months, t))
    return [_option(value, text) for value, text in offered.items()], chosen


def _codes(anything: str, kind: str, codes: tuple[str, ...], ask: Ask) -> Options:
    return [_option(ANY, anything), *(_option(c, ask.code(kind, c)) for c in codes)]


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}
