"""How firm an effect is: checks on the estimate, its neighbours, and how alike they were."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.effect_words import (
    area_name,
    base,
    batch_name,
    between,
    left_out,
    of_batches,
    p_value,
    points,
    verdict,
)
from data_access.effects.model import Batch, Effect, Interval
from data_access.indicators.model import Indicator
from data_access.query import VALUE

_NEIGHBOURS = 40
Told = tuple[Batch, Effect]


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the checks on the estimate, a column a batch."""
    indicator = base(ask)
    told = of_batches(indicator.code, ask)
    told = [(batch, effect) for batch, effect in told if effect.known] or told
    heading = ask.t("panel.firmness.title", indicator=ask.name(indicator), period=ask.when)
    checks = {key: [row[key] for row in (_checks(effect, indicator, ask) for _, effect in told)] for key in _CHECKS}
    head = [ask.t("table.check"), *(batch_name(batch, ask) for batch, _ in told)]
    rows: list[list[Cell]] = [[ask.t(f"panel.firmness.{key}"), *cells] for key, cells in checks.items()] if told else []
    missing = _missing(indicator, ask)
    if told and missing:
        rows.append([ask.t("panel.firmness.missing"), *[missing] * len(told)])
    outs = [text for _, effect in told if (text := left_out(effect, ask))]
    said = " ".join(f"{batch_name(batch, ask)}: {verdict(effect, ask)}" for batch, effect in told)
    table = Table(head, rows)
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.firmness.subtitle"),
        said=f"{heading}. {said}",
        note=" ".join([ask.t("panel.firmness.note"), *outs]) if told else ask.t("panel.event_study.none"),
        block=table.block,
        table=table,
        results=(ask(f"P04:{indicator.code}", by=("area",), expect=False),),
        listed=True,
        methods=("pre_trend", "honest_did", "randomisation"),
    )


def draw_neighbours(panel: Panel, ask: Ask) -> Drawing:
    """List the control units that the reader may see, with their part and their distance."""
    told = [(batch, effect) for batch, effect in of_batches(base(ask).code, ask) if effect.known]
    head = [ask.t(f"table.{name}") for name in ("place", "programme", "share", "distance")]
    rows: list[list[Cell]] = []
    for batch, effect in told:
        for m in effect.matched[:_NEIGHBOURS]:
            name = (m.name_en if ask.t.language == "en" else m.name_zh) or m.code
            share = ask.t("unit.percent", value=f"{100 * m.share:.1f}")
            rows.append([{"t": name, "h": m.code}, batch_name(batch, ask), share, f"{m.distance:.2f}"])
    numbers = [ask.t("panel.neighbours.counted", name=batch_name(b, ask), n=e.n_control) for b, e in told]
    heading = ask.t("panel.neighbours.title", indicator=ask.name(base(ask)))
    table = Table(head, rows, (2, 3))
    return Drawing(
        title=heading,
        subtitle=" ".join(numbers),
        said=f"{heading}. {' '.join(numbers)}",
        note=ask.t("panel.neighbours.note" if rows else "panel.neighbours.none"),
        block=table.block,
        table=table,
        results=(ask(f"P04:{base(ask).code}", by=("area",), expect=False),),
        listed=True,
    )


def draw_balance(panel: Panel, ask: Ask) -> Drawing:
    """List how far treated units stood from all others and stand from their neighbours, feature by feature."""
    told = [(batch, effect) for batch, effect in of_batches(base(ask).code, ask) if effect.known]
    head = [ask.t(f"table.{name}") for name in ("feature", "programme", "apart_before", "apart_after")]
    rows: list[list[Cell]] = [
        [ask.t(f"effect.feature.{b.feature}"), batch_name(batch, ask), _sd(b.before), _sd(b.after)]
        for batch, effect in told
        for b in effect.balance
    ]
    heading = ask.t("panel.balance.title", indicator=ask.name(base(ask)))
    table = Table(head, rows, (2, 3))
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.balance.subtitle"),
        note=ask.t("panel.balance.note" if rows else "panel.event_study.none"),
        block=table.block,
        table=table,
        results=(ask(f"P04:{base(ask).code}", by=("area",), expect=False),),
        listed=True,
    )


_CHECKS = ("value", "interval", "wide", "verdict", "before", "early", "without", "chance", "bound", "counted")


def _checks(effect: Effect, indicator: Indicator, ask: Ask) -> dict[str, str]:
    rows = dict.fromkeys(_CHECKS, "–") | {"verdict": verdict(effect, ask)}
    if effect.value is None or effect.interval is None or effect.wide is None:
        return rows
    rows["value"] = points(effect.value, indicator, ask)
    rows["interval"], rows["wide"] = (between(i, indicator, ask) for i in (effect.interval, effect.wide))
    rows["counted"] = ask.t("effect.counted", n=effect.n_treated, control=effect.n_control)
    if effect.pretrend_p is not None:
        rows["before"] = ask.t(f"effect.test.{effect.pretrend_test}", p=p_value(effect.pretrend_p, ask))
    if effect.placebo_start is not None:
        value, interval = effect.placebo_start
        rows["early"] = ask.t(
            "effect.with_interval",
            value=points(value, indicator, ask),
            interval=between(interval, indicator, ask, unit=False),
        )
    if effect.without:
        code, value = min(effect.without, key=lambda pair: abs(pair[1]))
        rows["without"] = ask.t("effect.without", area=area_name(code, ask), value=points(value, indicator, ask))
    if effect.randomisation_p is not None:
        rows["chance"] = ask.t("effect.chance", p=p_value(effect.randomisation_p, ask), n=effect.n_placebo)
    if effect.bound is not None:
        held = Interval(effect.bound.ci_low, effect.bound.ci_high)
        key = "effect.bound_zero" if held.holds_zero else "effect.bound_firm"
        rows["bound"] = ask.t(key, interval=between(held, indicator, ask))
    return rows


def _missing(indicator: Indicator, ask: Ask) -> str:
    """The share of schools of the areas that did not report in the view's period."""
    frame = ask(indicator.code, by=() if ask.view.place.level == "area" else ("area",)).frame
    frame = frame[(frame["state"] == VALUE) & frame["n_expected"].notna()]
    expected, reported = int(frame["n_expected"].sum()), int(frame["n_reported"].sum())
    if not expected:
        return ""
    lacking = max(expected - reported, 0)
    share = ask.t("unit.percent", value=f"{100 * lacking / expected:.1f}")
    return ask.t("effect.missing", share=share, n=count(lacking, ask.t.language), of=count(expected, ask.t.language))


def _sd(value: float) -> str:
    text = f"{abs(value):.2f}"
    return f"±{text}" if text == "0.00" else f"{'+' if value > 0 else '−'}{text}"
