"""Verdicts, statuses and intervals in words and marks: what the gate worked out once, said the same everywhere."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.tokens import Theme
from dashboard.i18n import Translator
from dashboard.i18n.numbers import value, with_unit
from data_access.indicators.model import Indicator
from data_access.verdicts import Verdict

SYMBOLS = {
    Verdict.BETTER: "▲",
    Verdict.WORSE: "▼",
    Verdict.DIFFERENT: "◆",
    Verdict.LOOK_BETTER: "△",
    Verdict.LOOK_WORSE: "▽",
    Verdict.LOOK: "◇",
    Verdict.LIKE: "○",
    Verdict.FEW: "◌",
}


def verdict_text(verdict: str, t: Translator) -> str:
    """A verdict as symbol and words; empty where there is none."""
    return f"{SYMBOLS[Verdict(verdict)]} {t(f'verdict.{verdict}')}" if verdict else ""


def status_text(row: Any, indicator: Indicator, t: Translator, line: str = "") -> str:
    """How a value stands to the `line` of its indicator, as symbol and words; empty where nothing can be said."""
    status = row["status"]
    if not status or indicator.line is None:
        return ""
    side = "above" if float(row["value"]) >= indicator.line.value else "below"
    word = Verdict(status)
    step = "beyond" if word.beyond else "few" if word is Verdict.FEW else "like" if word is Verdict.LIKE else "look"
    line = line or t("status.line")
    return f"{SYMBOLS[word]} {t(f'status.{step}', side=t(f'status.{side}', line=line), line=line)}"


def css_class(verdict: str) -> str:
    """The class of a verdict's text: only what is beyond chance and better or worse has a colour."""
    return f"verdict {verdict}".strip()


def interval_text(row: Any, indicator: Indicator, ask: Ask) -> str:
    """The 95 % interval, `87.1–92.1 %`; empty where nothing varies."""
    if pd.isna(row["low_95"]):
        return ""
    low = value(float(row["low_95"]), indicator.unit, ask.t.language)
    return f"{low}–{with_unit(float(row['high_95']), indicator.unit, ask.t)}"


def rank_text(row: Any) -> str:
    """The range of ranks that chance leaves open, `3–12`; empty where there is none."""
    if pd.isna(row["rank_first"]):
        return ""
    first, last = int(row["rank_first"]), int(row["rank_last"])
    return str(first) if first == last else f"{first}–{last}"


def shrunken_text(row: Any, indicator: Indicator, ask: Ask) -> str:
    """The value drawn towards the mean of all places of a list; empty where there is none."""
    drawn = row.get("shrunken")
    return "" if drawn is None or pd.isna(drawn) else with_unit(float(drawn), indicator.unit, ask.t)


def judged(row: Any, indicator: Indicator, ask: Ask, against: str) -> list[str]:
    """The lines of a tooltip that say how sure a value is: interval, verdict with its benchmark, status."""
    lines = []
    if text := interval_text(row, indicator, ask):
        lines.append(ask.t("hover.interval", interval=text))
    if row["verdict"]:
        benchmark = with_unit(float(row["benchmark"]), indicator.unit, ask.t)
        words = verdict_text(row["verdict"], ask.t)
        lines.append(ask.t("hover.verdict", against=ask.t(f"against.{against}"), value=benchmark, verdict=words))
    if text := status_text(row, indicator, ask.t):
        lines.append(text)
    if text := rank_text(row):
        lines.append(ask.t("hover.rank", rank=text))
    if text := shrunken_text(row, indicator, ask):
        lines.append(ask.t("hover.shrunken", value=text))
    return lines


def colour(verdict: str, theme: Theme) -> str:
    """The colour of a mark: better and worse only where they are beyond chance, else ink."""
    return {Verdict.BETTER: theme.chart[0], Verdict.WORSE: theme.chart[1]}.get(Verdict(verdict or "like"), theme.ink2)


def markers(verdicts: list[str], theme: Theme, size: int = 9) -> dict[str, Any]:
    """The marker of a trace: filled where beyond chance, hollow within, dotted look for too few to say."""
    filled = [bool(v) and Verdict(v).beyond for v in verdicts]
    edges = [theme.axis if v == Verdict.FEW else colour(v, theme) for v in verdicts]
    fills = [edge if full else theme.surface for edge, full in zip(edges, filled, strict=True)]
    return {"color": fills, "size": size, "line": {"color": edges, "width": 1.5}}


def whiskers(frame: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    """The 95 % interval as error bars along x; none where nothing varies."""
    if frame["low_95"].isna().all():
        return {}
    ends = {"array": frame["high_95"] - frame["value"], "arrayminus": frame["value"] - frame["low_95"]}
    held = {name: [None if pd.isna(v) else float(v) for v in column] for name, column in ends.items()}
    look = {"type": "data", "symmetric": False, "color": theme.axis, "thickness": 1.5, "width": 3}
    return {"error_x": look | held}
