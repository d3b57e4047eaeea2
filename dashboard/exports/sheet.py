"""What a file holds, before anything of a format: a head of names and texts, and a table of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Real

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import reports
from data_access.query import Result

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
# Python takes more for a number than a spreadsheet does: "-inf", "-1_000", full-width digits.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")

Value = str | int | float | None
"""A cell: a text, a number, or nothing."""


@dataclass(frozen=True)
class Sheet:
    """A panel for a file: `head` of names and texts, `columns` and `rows`.

    `answers` is true where the columns are those of answers (`place_code`, `value`, …) and not texts for people.
    """

    title: str
    head: Sequence[tuple[str, str]]
    columns: Sequence[str] = field(default_factory=tuple)
    rows: Sequence[Sequence[Value]] = field(default_factory=tuple)
    answers: bool = False


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def sheet(drawing: Drawing, ask: Ask) -> Sheet:
    """The panel as a sheet: a row a row of its answers, codes beside names, or its own table where that says more.

    The columns are those of `python -m data_access ask`, after the indicator's code: what an answer has, a file has.
    """
    head = [(ask.t("csv.title"), drawing.title), *view_head(ask), *_indicators(drawing, ask), *release_head(ask)]
    head += [(f"{ask.t('table.happened')} {period}", text) for period, text in drawing.beside.items()]
    frames = [] if drawing.listed else [_rows(result, ask) for result in drawing.results]
    if frames:
        table = pd.concat(frames, ignore_index=True)
        rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
        return Sheet(drawing.title, head, [str(c) for c in table.columns], rows, answers=True)
    if drawing.table is not None:
        said = [[c if isinstance(c, str) else c["t"] for c in cells] for cells in drawing.table.rows]
        return Sheet(drawing.title, head, list(drawing.table.head), said)
    return Sheet(drawing.title, head)


def view_head(ask: Ask) -> list[tuple[str, str]]:
    """Place, period and filters of the view."""
    t = ask.t
    named = [(name, ask.code(name, code)) for name, code in ask.view.filters(ask.page.segments)]
    named += [("standing", t("standing.then"))] if ask.then else []
    filters = [t("pair_of.said", name=t(f"filter.{name}"), value=said) for name, said in named]
    return [
        (t("table.place"), f"{ask.where} ({ask.view.place.code})"),
        (t("table.period"), str(ask.view.months)),
        (t("csv.filters"), "; ".join(filters) or t("csv.none")),
    ]


def release_head(ask: Ask) -> list[tuple[str, str]]:
    """The release that the numbers come from, and that they are invented where they are."""
    t, release = ask.t, ask.gate.snapshot().release
    told = [(t("csv.release"), f"{release.release_id}, {t('trust.as_of', date=f'{release.as_of:%Y-%m-%d}')}")]
    return [*told, (t("csv.note"), t("trust.demo"))] if release.is_demo else told


def _indicators(drawing: Drawing, ask: Ask) -> list[tuple[str, str]]:
    t, head = ask.t, []
    for result in {r.indicator.code: r for r in drawing.results}.values():
        i = result.indicator
        said = f"{ask.name(i)} ({t(f'unit_name.{i.unit}')}): {i.definition[t.language]}"
        head.append((f"{t('table.indicator')} {i.code}", said))
        whole = ask(i.code).row
        if not pd.isna(whole["denominator"]):
            head.append(("n", count(float(whole["denominator"]), t.language)))
        head.append((t("table.reported"), reports(whole, ask)))
        head.append((t("table.source"), i.source[t.language]))
    return head


def _rows(result: Result, ask: Ask) -> pd.DataFrame:
    frame = result.frame.copy()
    frame.insert(0, "indicator", result.indicator.code)
    frame.insert(2, "place_name", [ask.place_name(row) for _, row in frame.iterrows()])
    return frame.drop(columns=["name_zh", "name_en"])


def _cell(value: object) -> Value:
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        return str(value)
    number = float(value)
    return int(number) if number.is_integer() else round(number, 6)
