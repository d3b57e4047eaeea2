"""The spine chart of a school: every indicator against similar schools, turned so that right is better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.panels.similar import schools, withheld
from dashboard.panels.standing import ABOVE, BELOW, Standing, beyond, standings
from dashboard.panels.verdict import verdict_text as words_of
from dashboard.panels.words import least
from data_access.benchmarks import Benchmark
from data_access.query import NOT_REPORTED, SUPPRESSED, VALUE

_EDGE = 1.06
"""Room beside the outermost mark of a row, as a factor."""
_BOX = 2.2
"""Half a row is at least so many times the wider half of the quartile box, so that a near value looks near."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw a row an indicator: own value with its interval, quartile box and median of the others, the place above."""
    held = standings(panel.indicators, ask)
    heading = ask.t("panel.spine.title", place=ask.where, n=len(held), period=ask.when)
    told = next((s.similar for s in held if s.similar.state == VALUE), held[0].similar)
    known = told.state == VALUE
    subtitle = ask.t("panel.spine.subtitle", schools=schools(told, ask)) if known else withheld(told, ask)
    county = next((s.county for s in held if s.county.place is not None), None)
    above = "" if county is None or county.place is None else ask.t.place(county.place)
    groups = [
        {"name": ask.t(f"group_of.{theme}"), "rows": [_row(s, ask) for s in some]} for theme, some in _by_theme(held)
    ]
    block = {
        "kind": "spine",
        "groups": groups,
        "legend": _legend(held, above, ask),
        "head": [ask.t(f"panel.spine.{name}") for name in ("own", "worse", "median", "better", "verdict")],
    }
    table = _table(held, above, ask)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t("panel.spine.note"),
        block=block,
        results=tuple(s.result for s in held),
        table=table,
        listed=True,
        methods=("similar_schools", "interval", "verdict"),
    )


def _by_theme(held: Iterable[Standing]) -> list[tuple[str, list[Standing]]]:
    themes: dict[str, list[Standing]] = {}
    for s in held:
        themes.setdefault(s.result.indicator.theme, []).append(s)
    return list(themes.items())


def _row(of: Standing, ask: Ask) -> dict[str, Any]:
    indicator = of.result.indicator
    code = indicator.code
    row: dict[str, Any] = {
        "code": code,
        "name": ask.name(indicator),
        "href": _leads(of, code, ask),
        "value": own_text(of, ask),
        "state": of.state,
        "verdict": verdict_text(of, ask),
        "tone": of.verdict,
    }
    compared = of.similar.state == VALUE and of.similar.median is not None and of.state != NOT_REPORTED
    return row | {"marks": _marks(of)} if compared else row


def _leads(of: Standing, code: str, ask: Ask) -> str:
    """To the indicator's theme; from what was not reported to where that can be questioned, which who sees it may."""
    if of.state == NOT_REPORTED:
        return f"./doubts/new{ask.view.to_search(indicator=code)}&on=/school"
    return f".{page_of(code)}{ask.view.to_search(indicator=code)}"


def _marks(of: Standing) -> dict[str, Any]:
    """Where the marks of a row stand, in per cent from its left; the median stands at 50."""
    b = of.similar
    median = b.median or 0.0
    ends = {"q1": b.q1, "q3": b.q3, "own": of.value, "county": of.county.value}
    if of.interval is not None:
        ends |= {"low": of.interval[0], "high": of.interval[1]}
    turned = {name: of.sign * (v - median) for name, v in ends.items() if v is not None}
    reach = max(abs(v) for v in turned.values()) * _EDGE
    box = max(abs(turned.get("q1", 0.0)), abs(turned.get("q3", 0.0))) * _BOX
    half = max(reach, box) or 1.0
    marks: dict[str, Any] = {name: round(50 + 50 * v / half, 2) for name, v in turned.items()}
    if of.sign < 0:
        for one, other in (("q1", "q3"), ("low", "high")):
            if one in marks:
                marks[one], marks[other] = marks[other], marks[one]
    return marks | {"filled": beyond(of.verdict)}


def own_text(of: Standing, ask: Ask) -> str:
    """The own value with its unit, or the words for why there is none."""
    if of.value is not None:
        return with_unit(of.value, of.result.indicator.unit, ask.t)
    if of.state == SUPPRESSED:
        return ask.t("state.fewer", n=ask.gate.rules.own_school) if _own(ask) else ask.t("state.suppressed_short")
    return ask.t(f"state.{of.state}")


def _own(ask: Ask) -> bool:
    """Tell whether the reader is the head of the school: nobody else's numbers are withheld for the sake of others."""
    return ask.view.place.code in ask.scope.schools


def verdict_text(of: Standing, ask: Ask) -> str:
    """The verdict in words; where there is none, why."""
    if of.value is None:
        if of.state == SUPPRESSED:
            return ask.t("state.fewer_long" if _own(ask) else "state.why", n=least(ask))
        return ask.t("panel.spine.not_reported") if of.state == NOT_REPORTED else ask.t("state.not_applicable_school")
    if of.similar.state != VALUE:
        return withheld(of.similar, ask)
    if of.verdict in (ABOVE, BELOW):
        return ask.t(f"panel.spine.{of.verdict}")
    return words_of(of.verdict, ask.t)


def shown(benchmark: Benchmark, value: float | None, of: Standing, ask: Ask) -> str:
    """A number of a comparison with its unit; the end of a range as such."""
    if value is None:
        return "–"
    indicator = of.result.indicator
    if indicator.counts_people and not benchmark.exact and value == round(value):
        text = ask.t(f"unit.{indicator.unit}", value=f"{value:.0f}")  # it was made a whole number, and is shown as one
    else:
        text = with_unit(value, indicator.unit, ask.t)
    return ask.t(f"bound.{benchmark.bound}", value=text) if benchmark.bound and value == benchmark.value else text


def _table(held: list[Standing], above: str, ask: Ask) -> Table:
    names = ("indicator", "value", "interval", "median", "quartiles", "rank", "peers")
    head = [ask.t(f"table.{name}") for name in names] + [above or ask.t("table.above"), ask.t("panel.spine.verdict")]
    rows: list[list[Cell]] = []
    for of in held:
        b, unit, t = of.similar, of.result.indicator.unit, ask.t
        name: Cell = {
            "t": f"{of.result.indicator.code} {ask.name(of.result.indicator)}",
            "q": f"indicator={of.result.indicator.code}",
            "p": page_of(of.result.indicator.code),
        }
        own: Cell = {"t": own_text(of, ask), "s": of.state}
        interval = "–" if of.interval is None else "–".join(with_unit(end, unit, t) for end in of.interval)
        quartiles = "–" if b.q1 is None else f"{shown(b, b.q1, of, ask)}–{shown(b, b.q3, of, ask)}"
        rank = "–" if b.rank is None or of.value is None else _rank(b, t.language)
        peers = "–" if b.schools is None else f"{count(b.schools, t.language)} / {count(b.members or 0, t.language)}"
        county = shown(of.county, of.county.value, of, ask) if of.county.state == VALUE else withheld(of.county, ask)
        compared = shown(b, b.median, of, ask) if b.state == VALUE else withheld(b, ask)
        rows.append([name, own, interval, compared, quartiles, rank, peers, county, verdict_text(of, ask)])
    return Table(head, rows, (1, 2, 3, 4, 5, 6))


def _rank(b: Benchmark, language: str) -> str:
    first, last = b.rank or (0, 0)
    of = count((b.schools or 0) + 1, language)
    ends = count(first, language) if first == last else f"{count(first, language)}–{count(last, language)}"
    return f"{ends} / {of}"


def _legend(held: list[Standing], above: str, ask: Ask) -> list[dict[str, str]]:
    """What the marks mean: only those that stand in the chart."""
    items = [("own", ask.t("panel.spine.legend_own")), ("box", ask.t("panel.spine.legend_box"))]
    if any(s.county.value is not None for s in held):
        items.append(("county", above))
    elif above:
        items.append(("none", ask.t("panel.spine.no_county", place=above)))
    if any(s.state == SUPPRESSED for s in held):
        items.append(("suppressed", ask.t("state.suppressed_short")))
    if any(s.state == NOT_REPORTED for s in held):
        items.append(("not_reported", ask.t("state.not_reported")))
    return [{"mark": mark, "text": text} for mark, text in items]
