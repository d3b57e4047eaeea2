"""Is a school's equipment enough: what it has, how far it is from the line or from the median of similar schools."""

from __future__ import annotations

import math
from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.similar import withheld
from dashboard.panels.spine import own_text
from dashboard.panels.standing import Standing, standings
from dashboard.panels.words import line_text
from data_access.indicators.model import Indicator
from data_access.query import VALUE


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the equipment: how much there is, the level, the distance to what it is held against, what is short."""
    held = standings(panel.indicators, ask)
    rows, cells = [], []
    for of in held:
        row, texts = _row(of, ask)
        rows.append(row)
        cells.append(texts)
    head = [ask.t(f"panel.equipment.{name}") for name in ("what", "amount", "level", "distance", "held", "conclusion")]
    heading = ask.t("panel.equipment.title", place=ask.where, period=ask.when)
    return Drawing(
        title=heading,
        subtitle=_of_whom(held, ask),
        note=ask.t("panel.equipment.note"),
        block={"kind": "equipment", "head": head, "rows": rows},
        results=tuple(of.result for of in held),
        table=Table([h for i, h in enumerate(head) if i != 3], cells, (1,)),
        listed=True,
    )


def _of_whom(held: list[Standing], ask: Ask) -> str:
    """Students, teachers and classrooms that the equipment is for, where the reports say."""
    sides = {"G01": ("numerator", "students"), "G05": ("denominator", "teachers"), "G04": ("denominator", "rooms")}
    told = []
    for of in held:
        side = sides.get(of.result.indicator.code)
        if side is not None and of.value is not None:
            n = int(of.result.row[side[0]])
            told.append(ask.t(f"panel.equipment.{side[1]}", n=n, shown=count(n, ask.t.language)))
    return ask.t("similar.list").join(told)


def _row(of: Standing, ask: Ask) -> tuple[dict[str, Any], list[Cell]]:
    indicator = _with_line(of, ask)
    code = indicator.code
    line = indicator.line
    median = of.similar.median if of.similar.state == VALUE else None
    mark = median if line is None else line.value
    held = _held(indicator, median, of, ask)
    name, amount = ask.t(f"equipment.{code}"), _amount(of, ask)
    level = f"{ask.name(indicator)} {with_unit(of.value, indicator.unit, ask.t)}" if of.value is not None else ""
    conclusion, short = _conclusion(of, mark, line is not None, ask)
    row: dict[str, Any] = {"name": name, "amount": amount, "level": level or own_text(of, ask), "held": held}
    row |= {"state": of.state, "conclusion": conclusion, "short": short}
    if of.value is not None and mark:
        # A bar as far as the level reaches toward the mark; where less is better, the mark over the level.
        share = mark / of.value if of.sign < 0 and of.value else of.value / mark
        row |= {"share": round(min(share, 1.25) / 1.25 * 100, 1), "mark": 80}
    own: Cell = {"t": level or own_text(of, ask), "s": of.state}
    return row, [name, amount, own, held, conclusion]


def _with_line(of: Standing, ask: Ask) -> Indicator:
    """The indicator with the line of the school's own stage."""
    group = of.similar.group
    return of.result.indicator if group is None else of.result.indicator.at(group.stage)


def _held(indicator: Indicator, median: float | None, of: Standing, ask: Ask) -> str:
    if indicator.line is not None:
        return line_text(indicator.line, indicator.unit, ask.t)
    if median is None:
        return withheld(of.similar, ask)
    return ask.t("panel.equipment.median", value=with_unit(median, indicator.unit, ask.t))


def _amount(of: Standing, ask: Ask) -> str:
    code, row = of.result.indicator.code, of.result.row
    if of.value is None:
        return "–"
    n = float(row["denominator" if code == "G01" else "numerator"])
    text = ask.t(f"equipment_unit.{code}", n=int(n), shown=count(n, ask.t.language))
    return f"{text} / {count(float(row['denominator']), ask.t.language)}" if code in ("G04", "G05") else text


def _conclusion(of: Standing, mark: float | None, is_line: bool, ask: Ask) -> tuple[str, bool]:
    """How much is missing to reach the line or the median, in things; and whether anything is."""
    if of.value is None or mark is None:
        return "" if of.value is not None else ask.t("panel.spine.not_reported"), False
    missing = short_of(of, mark)
    code = of.result.indicator.code
    if missing <= 0:
        return ask.t("panel.equipment.met" if is_line else "panel.equipment.above"), False
    things = ask.t(f"equipment_unit.{code}", n=missing, shown=count(missing, ask.t.language))
    return ask.t("panel.equipment.short" if is_line else "panel.equipment.short_of_median", things=things), True


def short_of(of: Standing, mark: float) -> int:
    """How many rooms, devices or Mbit/s more would reach `mark`; 0 or less where it is reached."""
    row, scale = of.result.row, of.result.indicator.scale
    above, below = float(row["numerator"]), float(row["denominator"])
    if of.sign < 0:
        return math.ceil(scale * above / mark - 1e-9) - math.floor(below) if mark else 0
    return math.ceil(mark * below / scale - above - 1e-9)
