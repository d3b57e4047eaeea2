"""Downloads: the answers behind a panel as CSV, with what they speak of in the head."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import reports
from data_access.query import JUDGED, Result

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
# Python takes more for a number than a spreadsheet does: "-inf", "-1_000", full-width digits.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_BOM = "\ufeff"
"""Excel takes a file without it for the local code page."""


def to_csv(drawing: Drawing, ask: Ask) -> str:
    """The panel as CSV: lines of `# name,value` first, then a row a row of its answers, codes beside names.

    The columns are those of `python -m data_access ask`, after the indicator's code.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    for name, text in _head(drawing, ask):
        write.writerow([f"# {name}", safe(text)])
    frames = [] if drawing.listed else [_rows(result, ask) for result in drawing.results]
    if frames:
        table = pd.concat(frames, ignore_index=True)
        write.writerow(table.columns)
        for row in table.itertuples(index=False):
            write.writerow([safe(_cell(value)) for value in row])
    elif drawing.table is not None:
        write.writerow(drawing.table.head)
        for cells in drawing.table.rows:
            write.writerow([safe(c if isinstance(c, str) else c["t"]) for c in cells])
    return _BOM + out.getvalue()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _head(drawing: Drawing, ask: Ask) -> list[tuple[str, str]]:
    t, release = ask.t, ask.gate.snapshot().release
    filters = [f"{t(f'filter.{name}')}: {ask.code(name, code)}" for name, code in ask.view.filters(ask.page.segments)]
    head = [
        (t("csv.title"), drawing.title),
        (t("table.place"), f"{ask.where} ({ask.view.place.code})"),
        (t("table.period"), str(ask.view.months)),
        (t("csv.filters"), "; ".join(filters) or t("csv.none")),
    ]
    for result in {r.indicator.code: r for r in drawing.results}.values():
        i = result.indicator
        head.append(
            (
                f"{t('table.indicator')} {i.code}",
                f"{ask.name(i)} ({t(f'unit_name.{i.unit}')}): {i.definition[t.language]}",
            )
        )
        whole = ask(i.code).row
        if not pd.isna(whole["denominator"]):
            head.append(("n", count(float(whole["denominator"]), t.language)))
        head.append((t("table.reported"), reports(whole, ask)))
        head.append((t("table.source"), i.source[t.language]))
    head.append((t("csv.release"), f"{release.release_id}, {t('trust.as_of', date=f'{release.as_of:%Y-%m-%d}')}"))
    if release.is_demo:
        head.append((t("csv.note"), t("trust.demo")))
    return head


def _rows(result: Result, ask: Ask) -> pd.DataFrame:
    frame = result.frame.copy()
    frame.insert(0, "indicator", result.indicator.code)
    frame.insert(2, "place_name", [ask.place_name(row) for _, row in frame.iterrows()])
    numbers = [name for name in ("value", *JUDGED) if name in frame and frame[name].dtype == "Float64"]
    frame[numbers] = frame[numbers].round(6)
    return frame.drop(columns=["name_zh", "name_en"])


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
