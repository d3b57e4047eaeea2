"""How far the provinces' platforms have come, gate by gate, and what is done about systems with student data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import cell, number, title
from data_access.query import records
from data_access.registers import SYSTEMS
from data_access.schema import UNASSIGNED

GATES = ("single_sign_on", "directory", "data_return", "monitoring")
"""The gates in the order in which platforms pass them."""
_JOINED, _SECURE = "P05", "P08"


def draw_gates(panel: Panel, ask: Ask) -> Drawing:
    """List every platform of a province with the day it passed each gate; those that have not joined come first."""
    t, result = ask.t, ask(_JOINED)
    platforms: dict[str, dict[str, Any]] = {}
    for r in records(ask.gate.register(ask.scope, "gates", ask.view.place, None)):
        held = platforms.setdefault(
            r["platform_code"], {"zh": r["name_zh"], "en": r["name_en"], "place": r["region_code"]}
        )
        if isinstance(r["gate"], str):
            held[r["gate"]] = f"{pd.Timestamp(r['passed_on']):%Y-%m-%d}"
    days = {code: max((p[g] for g in GATES), default="") for code, p in platforms.items() if all(g in p for g in GATES)}
    rows: list[list[Cell]] = []
    for code in sorted(platforms, key=lambda code: (code in days, days.get(code, ""), code)):
        held = platforms[code]
        name = held[t.language] or held["zh"] or code
        place: Cell = {"t": name, "h": held["place"]} if isinstance(held["place"], str) else name
        rows.append([place, *(_gate(held.get(g), ask) for g in GATES), _gate(days.get(code), ask)])
    head = [t("table.platform"), *(t(f"gate.{g}") for g in GATES), t("table.joined")]
    heading = title(ask, result.indicator, "panel.gates.title")
    subtitle = t("panel.gates.subtitle", n=len(days), of=len(platforms)) if platforms else t("panel.gates.none")
    table = Table(head, rows)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.gates.note"),
        block=table.block,
        results=(result,),
        table=table,
        listed=True,
    )


def draw_systems(panel: Panel, ask: Ask) -> Drawing:
    """List the systems that hold student data, and how many of them are filed, assessed, classified and compliant."""
    t, result = ask.t, ask(_SECURE, by=("child",))
    of = {row["place_code"]: row for row in result.rows}
    found = records(ask.gate.register(ask.scope, "systems", ask.view.place, ask.view.period, _filters(ask)))
    rows: list[list[Cell]] = []
    for r in sorted(found, key=lambda r: (_value(of.get(r["child"])), r["child"])):
        row = of.get(r["child"])
        if row is None:
            continue
        share = cell(row, result.indicator, ask)
        place: Cell = {"t": ask.place_name(row), "h": r["child"]}
        if str(r["child"]).endswith(f"-{UNASSIGNED}"):
            place = ask.place_name(row)  # what stands at the place itself has no place of its own to lead to
        rows.append([place, *(_amount(r[name], ask) for name in SYSTEMS), share])
    head = [t("table.place"), *(t(f"table.{name}") for name in SYSTEMS), t("table.share_of_systems")]
    whole = ask(_SECURE)
    heading = title(ask, result.indicator, "panel.systems.title")
    subtitle = t("panel.systems.subtitle", value=number(whole.row, whole.indicator, ask))
    numbers = list(range(1, len(head)))
    table = Table(head, rows, numbers)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.systems.note"),
        block=table.block,
        results=(whole,),
        table=table,
        listed=True,
    )


def _filters(ask: Ask) -> tuple[tuple[str, str], ...]:
    return ask.view.filters(ask.page.segments)


def _gate(day: str | None, ask: Ask) -> Cell:
    return day or ask.t("panel.gates.open")


def _value(row: dict[str, Any] | None) -> float:
    return 101.0 if row is None or pd.isna(row["value"]) else float(row["value"])


def _amount(of: Any, ask: Ask) -> str:
    return "–" if of is None or pd.isna(of) else count(float(of), ask.t.language)
