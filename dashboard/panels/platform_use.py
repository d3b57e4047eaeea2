"""Views by platform, and how they are shared between national, provincial and local platforms."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dashboard.ask import Ask
from dashboard.i18n.numbers import value
from dashboard.page import Panel
from dashboard.panels import segments
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import shown
from data_access.query import records
from data_access.schema import TIERS, UNASSIGNED


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the indicator by platform; the sentence above tells the share of each tier."""
    drawing, t = segments.draw(panel, ask), ask.t
    known = {
        r["platform_code"]: r["tier"] for r in records(ask.gate.register(ask.scope, "tiers", ask.view.place, None))
    }
    sums: Counter[str] = Counter()
    for row in records(shown(drawing.results[0].frame)):
        sums[known.get(row[panel.by]) or UNASSIGNED] += row["value"]
    total = sum(sums.values())
    if not total:
        return drawing
    parts = [
        t(
            "panel.platform_use.tier",
            tier=t.code("tier", tier),
            share=value(100 * sums[tier] / total, "percent", t.language),
        )
        for tier in (*TIERS, UNASSIGNED)
        if tier in sums
    ]
    return replace(drawing, subtitle=t("panel.platform_use.joint").join(parts))
