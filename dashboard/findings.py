"""The sentence at the head of a page: it answers before the page shows."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.ask import Ask
from dashboard.i18n.numbers import change, count, difference_unit, with_unit
from dashboard.panels.divides import gaps_of
from dashboard.panels.funnel_plot import shortfall
from dashboard.panels.past import Moved, moved
from dashboard.panels.school import finding as school_finding
from dashboard.panels.words import least, line_label, number, shown, state_of
from dashboard.programmes import entries
from dashboard.programmes.published import published
from data_access.indicators import REGISTRY
from data_access.query import VALUE, Result, records
from data_access.verdicts import Verdict

_WAYS = {"+": "up", "−": "down"}
"""What the sign of a change is called."""


def finding(ask: Ask) -> tuple[str, Result | None]:
    """The page's finding and the answer that it is about."""
    return FINDINGS[ask.page.finding](ask)


def _level(ask: Ask) -> tuple[str, Result | None]:
    """Where the chosen indicator stands, how it moved, and how its children stand to its line or lie apart."""
    result = ask(ask.indicator.code)
    row, indicator, t = result.row, result.indicator, ask.t
    if row["state"] != VALUE:
        return _no_number(result, ask), result
    parts = [t("finding.level", place=ask.where, indicator=ask.name(indicator), value=number(row, indicator, ask))]
    on_before = moved(result, ask)
    if indicator.unit != "count" and isinstance(on_before, Moved):
        by = change(on_before.now - on_before.before, indicator.unit, t)
        told = t(f"finding.moved_{_WAYS.get(by[0], 'level')}", change=by[1:])
        parts.append(t("past.only", change=told, shared=on_before.only) if on_before.only else told)
    if indicator.line is not None:
        above = (float(row["value"]) >= indicator.line.value) == (indicator.direction != "down")
        parts.append(t("finding.reaches" if above else "finding.misses", line=line_label(indicator, ask)))
    text = t("finding.join").join(parts)
    return text + (("" if ask.view.place.is_school else _children(ask)) or t("finding.stop")), result


def _children(ask: Ask) -> str:
    """How many children are better or worse than the line beyond chance; without a line the highest and the lowest."""
    # As the ranking asks: the answer is worked out once for both.
    known = shown(ask(ask.indicator.code, by=(ask.page.children,), against="parent").frame)
    statuses = [Verdict(status) for status in known["status"] if status]
    if len(known) > 1 and len(statuses) == len(known):
        better, worse = statuses.count(Verdict.BETTER), statuses.count(Verdict.WORSE)
        key = "finding.beyond" if better + worse else "finding.beyond_none"
        return ask.t(key, n=len(known), better=better, worse=worse, open=len(known) - better - worse)
    if known["value"].nunique() < 2:
        return ""
    known = known.sort_values("value", kind="stable")
    low, high = known.iloc[0], known.iloc[-1]
    names = {"top": ask.place_name(high), "bottom": ask.place_name(low)}
    values = {"highest": number(high, ask.indicator, ask), "lowest": number(low, ask.indicator, ask)}
    return ask.t("finding.children", n=len(known), **names, **values)


def _no_number(result: Result, ask: Ask) -> str:
    name = ask.name(result.indicator)
    return ask.t(f"finding.{state_of(result.row)}", place=ask.where, indicator=name, n=least(ask))


def _training(ask: Ask) -> tuple[str, Result | None]:
    """The pass rate of the assessed beside that of all in scope: the difference is who was never assessed."""
    of_assessed, of_all = ask("T03"), ask("T04")
    left, right = of_assessed.row, of_all.row
    if VALUE not in (left["state"], right["state"]) or left["state"] != right["state"]:
        return _no_number(of_all, ask), of_all
    never = float(right["denominator"]) - float(left["denominator"])
    text = ask.t(
        "finding.training",
        place=ask.where,
        assessed=number(left, of_assessed.indicator, ask),
        all=number(right, of_all.indicator, ask),
        never=count(max(never, 0), ask.t.language),
    )
    return text + shortfall(ask), of_all


def _divide(ask: Ask) -> tuple[str, Result | None]:
    """Urban beside rural, and how the gap moved; of one school how it stands in what its page holds against others."""
    beside = ask.page.panel("similar")
    if ask.view.place.is_school and beside is not None:
        return school_finding(beside.indicators, ask), ask("G01")
    result = ask(ask.indicator.code, by=("setting",))
    values = {r["setting"]: r for _, r in shown(result.frame).iterrows() if "setting" in result.frame}
    if not {"urban", "rural"} <= set(values):
        return _level(ask)
    indicator, t = result.indicator, ask.t
    urban, rural = values["urban"], values["rural"]
    gap = float(urban["value"]) - float(rural["value"])
    text = t(
        "finding.divide",
        place=ask.where,
        indicator=ask.name(indicator),
        urban=number(urban, indicator, ask),
        rural=number(rural, indicator, ask),
        gap=with_unit(abs(gap), difference_unit(indicator.unit), t),
    )
    row = gaps_of(ask).row("setting")
    if row is not None and row.change is not None and row.verdict:
        text += t(
            "finding.divide_like" if row.verdict == Verdict.LIKE else "finding.divide_change",
            change=change(row.change, indicator.unit, t),
            verdict=t(f"narrowed.{row.verdict}"),
        )
    return text, ask(indicator.code)


def _pilots(ask: Ask) -> tuple[str, Result | None]:
    """How many areas are compared and how many milestones were done on time."""
    if ask.view.place.is_school:
        return ask.t("finding.pilots_school", place=ask.where), ask(ask.indicator.code)
    result = ask("P01")
    row = result.row
    areas = len(ask.gate.areas(ask.scope, ask.view.place))
    text = ask.t("finding.pilots", n=areas, place=ask.where)
    if row["state"] == VALUE:
        done, due = int(row["numerator"]), int(row["denominator"])
        text += ask.t("finding.milestones", done=done, n=due, share=number(row, result.indicator, ask))
    return text, ask(ask.indicator.code)


def _area(ask: Ask) -> tuple[str, Result | None]:
    """In which programme the area takes part, since when, and what came of its milestones; else how many areas are."""
    t, place = ask.t, ask.view.place
    if place.level != "area":
        areas = len(ask.gate.areas(ask.scope, place))
        return t("finding.no_area" if areas else "finding.none_area", place=ask.where, n=areas), None
    rows = records(ask.gate.register(ask.scope, "members", place, None))
    own = next((r for r in rows if r["area_code"] == place.code), None)
    text = ""
    if own is not None:
        names = {"programme": ask.code("programme_code", own["programme_code"])}
        names["role"] = ask.code("member_role", own["role"])
        dated = own["valid_from"] is not None and own["valid_from"] == own["valid_from"]
        since = {"since": f"{own['valid_from']:%Y-%m}"} if dated else {}
        text = t("finding.area" if dated else "finding.area_undated", place=ask.where, **names, **since)
    ledger = ask("P01")
    if ledger.row["state"] == VALUE:
        done, due = int(ledger.row["numerator"]), int(ledger.row["denominator"])
        text += t("finding.milestones", done=done, n=due, share=number(ledger.row, ledger.indicator, ask))
    return text, ask(ask.indicator.code)


def _catalogue(ask: Ask) -> tuple[str, Result | None]:
    return ask.t("finding.catalogue", n=len(REGISTRY)), None


def _programmes(ask: Ask) -> tuple[str, Result | None]:
    """How many programmes there are, and how many areas of the place take part in one."""
    areas = len(ask.gate.areas(ask.scope, ask.view.place))
    told = len(published(ask))
    return ask.t("finding.programmes", all=len(entries()), n=areas, place=ask.where, figures=told), None


def _quality(ask: Ask) -> tuple[str, Result | None]:
    """What came in of what was due, and what of it in time; faults are looked for below, which takes longer."""
    complete, timely = ask("P06"), ask("P07")
    if complete.row["state"] != VALUE:
        return _level(ask)
    said = {name: number(r.row, r.indicator, ask) for name, r in (("complete", complete), ("timely", timely))}
    return ask.t("finding.quality", place=ask.where, **said), complete


def _school(ask: Ask) -> tuple[str, Result | None]:
    """How many indicators stand better, worse or alike, and what needs attention most."""
    if not ask.view.place.is_school:
        return ask.t("finding.no_school", place=ask.where), None
    return school_finding(ask.page.indicators, ask), None


def _compare(ask: Ask) -> tuple[str, Result | None]:
    """How many places stand side by side."""
    chosen = len(ask.view.places)
    if chosen:
        return ask.t("finding.compare_chosen", n=chosen), ask(ask.indicator.code)
    if ask.view.place.is_school:
        return _level(ask)
    below = len(ask.gate.children(ask.scope, ask.view.place))
    return ask.t("finding.compare", place=ask.where, n=below), ask(ask.indicator.code)


FINDINGS: dict[str, Callable[[Ask], tuple[str, Result | None]]] = {
    "level": _level,
    "training": _training,
    "divide": _divide,
    "pilots": _pilots,
    "area": _area,
    "catalogue": _catalogue,
    "programmes": _programmes,
    "compare": _compare,
    "quality": _quality,
    "school": _school,
}
