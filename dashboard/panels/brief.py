"""What stands on one sheet of paper: the changes of a place that matter, and what its figures rest on."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import change
from dashboard.page import PAGES, Panel
from dashboard.panels.attention import Candidate
from dashboard.panels.catalogue import ratio
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.panels.verdict import SYMBOLS, interval_text, verdict_text
from dashboard.panels.words import cell, number, reports_short
from data_access.query import VALUE
from data_access.verdicts import Verdict

_MOST = 5


def draw_changes(panel: Panel, ask: Ask) -> Drawing:
    """List the place's own changes on a year ago that are beyond chance, for better or worse, the largest first."""
    t = ask.t
    heading = t("panel.changes.title", place=ask.where, period=ask.when)
    if ask.view.period is None:
        return Drawing(heading, t("panel.changes.whole"), block={"kind": "links", "items": []})
    asked = tuple(ask(code, against="past", expect=False) for code in panel.indicators)
    tested = [Candidate(r.indicator, "past", dict(r.row)) for r in asked if r.row["verdict"]]
    beyond = (c for c in tested if Verdict(str(c.row["verdict"])).beyond)
    sure = sorted(beyond, key=lambda c: (-c.size, c.indicator.code))[:_MOST]
    items = []
    rows: list[list[Cell]] = []
    for c in sure:
        code, unit, verdict = c.indicator.code, c.indicator.unit, str(c.row["verdict"])
        moved = change(float(c.row["difference"]), unit, t)
        names = {"indicator": ask.name(c.indicator), "value": number(c.row, c.indicator, ask)}
        items.append(
            {
                "h": ask.view.place.code,
                "i": code,
                "p": page_of(code),
                "v": verdict,
                "m": SYMBOLS[Verdict(verdict)],
                "t": t("panel.attention.own", **names),
                "d": t("panel.attention.past", difference=moved),
            }
        )
        rows.append([f"{code} {names['indicator']}", names["value"], moved, verdict_text(verdict, t)])
    subtitle = t("panel.changes.subtitle") if sure else t("panel.changes.nothing")
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=f"{t('panel.changes.note', tested=len(tested))} {t('past.each')}",
        block={"kind": "links", "items": items},
        results=asked,
        table=Table([t(f"table.{name}") for name in ("indicator", "value", "change", "verdict")], rows, (1, 2)),
        listed=True,
    )


def draw_sheet(panel: Panel, ask: Ask) -> Drawing:
    """Lead to the brief of the place, which is one sheet of paper."""
    t, brief = ask.t, PAGES["brief"].path
    link, what = t("download.brief"), t("panel.sheet.what")
    item = {"h": ask.view.place.code, "i": "", "p": brief, "v": "", "m": "", "t": link, "d": what}
    return Drawing(
        title=t("panel.sheet.title"),
        block={"kind": "links", "items": [item]},
        table=Table([t("panel.sheet.name"), t("table.what")], [[link, what]]),
        listed=True,
    )


def draw_basis(panel: Panel, ask: Ask) -> Drawing:
    """Say of each figure what it means, how sure it is, how many reported and where it comes from."""
    t, language = ask.t, ask.t.language
    asked = tuple(ask(code, interval=True) for code in panel.indicators)
    if ask.view.place.is_school:
        asked = tuple(result for result in asked if not result.indicator.of_regions)
    rows: list[list[Cell]] = []
    for result in asked:
        row, i = result.row, result.indicator
        shown = cell(row, i, ask)
        sure = interval_text(row, i, ask) if row["state"] == VALUE else ""
        rows.append(
            [f"{i.code} {ask.name(i)}", shown, sure or "–", reports_short(row, ask), ratio(i, t), i.source[language]]
        )
    head = [t(f"table.{name}") for name in ("indicator", "value", "interval", "reported", "formula", "source")]
    heading = t("panel.basis.title")
    table = Table(head, rows, (1, 2, 3))
    return Drawing(
        title=heading,
        subtitle=t("panel.basis.subtitle"),
        note=t("panel.basis.note"),
        block=table.block,
        results=asked,
        table=table,
    )
