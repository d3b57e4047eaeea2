"""The line that never leaves: breadcrumb of places, filters, chips, reset, copy link."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.ask import Ask
from dashboard.components.markup import attributes, icon, popup
from dashboard.grid import place
from dashboard.i18n import Translator
from dashboard.i18n.numbers import period
from dashboard.page import PAGES
from dashboard.view import ALL, SEGMENTS, STANDINGS
from data_access.indicators import get
from data_access.period import Period, school_year_of, term_of
from data_access.query import AGAINST
from data_access.schema import SETTINGS, STAGES

CRUMBS, CHIPS = 6, 8
Options = list[dict[str, str | bool]]
_MONTHS = 24
ANY = "*"
"""The value of "all" in a select."""
_NOT_COUNTED = frozenset({"below", "period", "indicator"})
"""Fields of the line that narrow nothing down: the page is about what they say."""


def context_line(ask: Ask) -> html.Section:
    """The line with its crumbs, empty chips, and the filters that the page uses."""
    t = ask.t
    path = [*crumbs(ask), *[("", "")] * CRUMBS][:CRUMBS]
    places = html.Ol(
        [html.Li(html.A(name, hidden=not name, href=href)) for name, href in path],
        className="crumbs",
    )
    inside = [name for name in filter_names(ask) if name != "period"]
    chips = [html.A([], className="chip", hidden=True, href="") for _ in range(CHIPS)]
    face = [
        icon("funnel"),
        t("filter.title"),
        html.Span(id="filter-count", className="count", hidden=True),
        icon("chevron-down"),
    ]
    when = _select("period")
    return html.Section(
        [
            html.Nav(places, **attributes(aria_label=t("shell.places"))),
            html.Label([icon("calendar"), html.Span(t("filter.period"), className="unseen"), when], className="period"),
            popup(face, [_field(name, ask) for name in inside], t("filter.title"), className="filter-menu"),
            html.Div(chips, className="chips"),
            html.A(t("filter.reset"), id="reset", href="", className="quiet"),
            html.Div(
                [
                    copy_button("page", t, t("shell.copy")),
                    _downloads(t),
                ],
                className="line-actions",
            ),
            html.Time(id="clock", className="clock", hidden=True),
        ],
        className="context-line",
        **attributes(aria_label=t("filter.title")),
    )


def _downloads(t: Translator) -> html.Details:
    """What of the page can be taken along."""
    file = html.A(t("download.workbook"), id="workbook", href="", download="download", className="menu-item")
    brief = html.A(t("download.brief"), id="to-brief", href="", className="menu-item")
    paper = html.Button(t("download.print"), type="button", className="menu-item", **attributes(data_print="true"))
    note = html.P(t("download.same"), className="pop-note")
    face = [icon("download"), html.Span(t("download.name"))]
    return popup(face, [file, brief, paper, note], t("download.page"), className="to-left")


def _field(name: str, ask: Ask) -> html.Label:
    return html.Label([html.Span(ask.t(f"filter.{name}")), _select(name)])


def _select(name: str) -> dbc.Select:
    return dbc.Select(id={"type": "filter", "name": name}, class_name="form-select")


def said(asked: str, ask: Ask) -> dict[str, Any]:
    """What the browser writes on the line of a view that was `asked` for: places, filters with what each offers.

    With it go the places of panels, empty where one does not stand: all of them take theirs at once.
    """
    view, search = ask.view, ask.view.to_search()
    plain = replace(view, stage=None, setting=None, segments=(), standing=None)
    offered = {name: options(name, ask) for name in filter_names(ask)}
    used = sum(name not in _NOT_COUNTED and value != ANY for name, (_, value) in offered.items())
    return {
        "filters": offered,
        "asked": asked,
        "printed": search,
        "school": view.place.is_school,
        "crumbs": crumbs(ask),
        "chips": chips(ask),
        "used": used,
        "panels": [place(ask.page, p, view.place.level) * p.stands_on(view.place.level) for p in ask.page.panels],
        "reset": "" if plain == view else plain.to_search(),
        "workbook": f"export/{ask.page.key}.xlsx{search}",
        "brief": f".{PAGES['brief'].path}{search}",
    }


def copy_button(what: str, t: Translator, text: str = "") -> html.Button:
    """A button that copies the address of the view, or of the panel `what` on it."""
    label = text or t("panel.copy")
    return html.Button(
        [icon("link"), *([html.Span(text)] if text else [])],
        type="button",
        className="action copy",
        title=label,
        **attributes(data_copy=what, data_done=t("shell.copied"), aria_label=label),
    )


def filter_names(ask: Ask) -> tuple[str, ...]:
    """The filters of the page, in the order of the line."""
    choice = ("indicator",) if len(ask.page.indicators) > 1 else ()
    return ("period", "below", *choice, "stage", "setting", *ask.page.segments, "standing", "compare")


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
        case "standing":
            return [_option(ANY, t("standing.now")), *(_option(s, t(f"standing.{s}")) for s in STANDINGS)], (
                view.standing or ANY
            )
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
    found += [("standing", "standing", view.standing), ("compare", "against", view.compare)]
    unused = {name for name, _ in view.unused(ask.page.segments)}
    made = []
    for name, kind, code in found:
        if code:
            said = t(f"{kind}.{code}") if name in ("standing", "compare") else ask.code(kind, code)
            text = t("pair_of.said", name=t(f"filter.{name}"), value=said)
            text += t("filter.unused") if name in unused else ""
            made.append((f"{text} ✕", view.to_search(**{name: None})))
    return made[:CHIPS]


def _periods(ask: Ask) -> tuple[Options, str]:
    """Presets, school years and single months, and what is chosen; one that is none of these is offered as itself."""
    t, span, view = ask.t, ask.view.span, ask.view
    chosen = ALL if view.period is None else str(view.period)
    offered: dict[str, tuple[str, str]] = {}

    def offer(key: str, asked: Period | None, name: str, group: str) -> None:
        held = asked.within(span) if asked else None
        if held is not None:
            offered.setdefault(str(held), (t(key, period=period(held, t), year=name), group))

    presets, last = t("period.presets"), Period(span.last, span.last)
    if span.length > 12:
        offer("period.last_year", last.reaching_back(12), "", presets)
    offer("period.this_term", Period.parse(term_of(span.last)), "", presets)
    offer("period.this_year", Period.parse(school_year_of(span.last)), "", presets)
    offer("period.last_month", last, "", presets)
    offered.setdefault(ALL, (t("period.all", period=period(span, t)), presets))
    for name in sorted({school_year_of(m) for m in span.months()}, reverse=True):
        offer("period.school_year", Period.parse(name), name.replace("-", "–"), t("period.by_school_year"))
    for month in [*span.months()][-1 : -_MONTHS - 1 : -1]:
        offer("period.one_month", Period(month, month), "", t("period.by_month"))
    if chosen not in offered:
        offered = {chosen: (period(view.months, t), ""), **offered}
    made: Options = []
    for group, held in groupby(offered.items(), key=lambda item: item[1][1]):
        if group:  # the select has no groups: a name that nobody can choose stands above each
            made.append({"value": f"group:{group}", "label": f"— {group} —", "disabled": True})
        made += [_option(value, text) for value, (text, _) in held]
    return made, chosen


def _codes(anything: str, kind: str, codes: tuple[str, ...], ask: Ask) -> Options:
    return [_option(ANY, anything), *(_option(c, ask.code(kind, c)) for c in codes)]


def _option(value: str, label: str) -> dict[str, str | bool]:
    return {"value": value, "label": label}
