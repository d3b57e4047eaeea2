"""What cannot be right in the reports: the faults that detectors find, each with its evidence, its owner and a link."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from dashboard.ask import Ask
from dashboard.i18n.numbers import count, period
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from data_access import indicators
from data_access.period import Period
from data_access.places import Place
from data_access.quality import DETECTORS, bursts, outliers, repeats
from data_access.quality.issue import Issue, read
from data_access.quality.months import MONTHS

_HEAD = ("place", "issue", "of", "period", "evidence", "owner", "see")
_FEW = 10


@dataclass(frozen=True)
class Listed:
    """The faults found for a view: those that are listed, and how many of each kind there are in all."""

    issues: tuple[Issue, ...]
    totals: dict[str, int]

    @property
    def units(self) -> int:
        """The number of schools and regions with a fault on the list."""
        return len({issue.unit for issue in self.issues})


def found(ask: Ask) -> Listed:
    """The faults of the view's place at the end of its period, the gravest kind first; of a chosen feed alone."""
    chosen = dict(ask.view.segments).get("feed") if "feed" in ask.page.segments else None
    issues: list[Issue] = []
    totals: dict[str, int] = {}
    for kind in DETECTORS:
        frame = ask.gate.register(
            ask.scope, f"quality_{kind}", ask.view.place, ask.view.period, ask.view.filters(("stage", "setting"))
        )
        held = read(kind, frame)
        own = [issue for issue in held.issues if chosen in (None, *_feeds(issue, ask))]
        issues += own
        totals[kind] = held.total if chosen is None else len(own)
    return Listed(tuple(issues), totals)


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the faults: place, kind, what, when, the numbers that show it, who reports it, where to see it."""
    t, held = ask.t, found(ask)
    # A school that stopped did so with all its feeds: that is one fault.
    faults = groupby(held.issues, key=lambda i: (i.kind, i.unit, "" if i.kind == "stopped" else i.code))
    rows: list[list[Cell]] = [_row(list(issues), ask) for _, issues in faults]
    heading = t("panel.issues.title", place=ask.where, period=period(looked_at(ask), t))
    total = sum(held.totals.values())
    kinds = t("panel.issues.and").join(
        t("panel.issues.kind", kind=t(f"issue.{kind}"), n=count(n, t.language)) for kind, n in held.totals.items() if n
    )
    subtitle = (
        t("panel.issues.subtitle", n=total, units=t("panel.issues.units", n=held.units), kinds=kinds)
        if total
        else t("panel.issues.none")
    )
    notes = [
        t(
            "panel.issues.note",
            times=outliers.TIMES,
            run=repeats.RUN,
            share=f"{100 * bursts.SHARE:.0f}",
            months=bursts.MONTHS,
        )
    ]
    listed = len({(issue.kind, issue.unit) for issue in held.issues})
    notes += [t("panel.issues.cut", shown=listed, n=total)] if listed < total else []
    head = [t(f"table.{name}") for name in _HEAD]
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=" ".join(notes),
        block={"kind": "table", "head": head if rows else [], "rows": rows, "numbers": []},
        table=Table(head, rows),
        listed=True,
    )


def looked_at(ask: Ask) -> Period:
    """The months that detectors look at."""
    held = ask.view.months
    return Period(max(held.first, Period(held.last, held.last).reaching_back(MONTHS).first), held.last)


def _row(issues: list[Issue], ask: Ask) -> list[Cell]:
    t, issue = ask.t, issues[0]
    shown = "P06" if issue.kind == "stopped" else issue.code
    path = "/quality" if issue.kind == "stopped" else page_of(issue.code)
    feeds = t("similar.list").join(ask.code("feed_code", feed) for one in issues for feed in _feeds(one, ask))
    what = feeds if issue.kind == "stopped" else _indicator(issue.code, ask)
    place: Cell = {"t": _place(issue, ask), "h": issue.unit}
    see: Cell = {"t": t(f"issue.see.{issue.kind}"), "q": f"place={issue.unit}&indicator={shown}", "p": path}
    who = "school" if issue.region_code else "region"
    # A feed that stopped is named once, as what stopped.
    owner = t(f"issue.owner.{who}") if issue.kind == "stopped" or not feeds else t(f"issue.owner.{who}_of", feed=feeds)
    when = max(one.period for one in issues)
    # A report names its month by that month's first day.
    when = when[: len("2026-04")] if issue.kind == "stopped" and when.endswith("-01") else when
    return [place, t(f"issue.{issue.kind}"), what, ask.bucket(when), _evidence(issues, ask), owner, see]


def _place(issue: Issue, ask: Ask) -> str:
    held = ask.gate.snapshot().places.get(issue.unit)
    return ask.t.place(held or Place(issue.unit, "school", None, issue.name_zh, issue.name_en))


def _indicator(code: str, ask: Ask) -> str:
    return f"{code} {ask.name(indicators.get(code))}"


def _feeds(issue: Issue, ask: Ask) -> tuple[str, ...]:
    """The feeds that the numbers come from: a fault is mended where it was reported."""
    if issue.kind == "stopped":
        return (issue.code,)
    return ask.gate.snapshot().school_feeds.get(indicators.get(issue.code).fact.name, ())


def _evidence(issues: list[Issue], ask: Ask) -> str:
    issue = issues[0]
    numbers = {name: _number(getattr(issue, name), issue, ask) for name in ("now", "before")}
    return ask.t(f"issue.evidence.{issue.kind}", n=sum(one.times for one in issues), **numbers)


def _number(of: float | None, issue: Issue, ask: Ask) -> str:
    if of is None:
        return "–"
    if issue.kind == "impossible" and of < _FEW:
        return ask.t("issue.few")
    return count(round(of), ask.t.language)
