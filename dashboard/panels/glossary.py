"""The words of this dashboard, as a list."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table


def draw(panel: Panel, ask: Ask) -> Drawing:
    """The words and what they mean here; indicators have their own list."""
    t = ask.t
    said = [text.split("：" if t.language == "zh" else ": ", 1) for text in t.under("glossary")]
    rows: list[list[Cell]] = [[word, meaning] for word, meaning in said]
    head = [t("panel.glossary.word"), t("panel.glossary.meaning")]
    title = t("panel.glossary.title")
    block = {"kind": "table", "head": head, "rows": rows, "numbers": []}
    return Drawing(title, block=block, table=Table(head, rows), listed=True)
