"""Sheets as a workbook for Excel: texts are texts, numbers are numbers, states are words."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.exports.sheet import Sheet, Value, safe
from dashboard.i18n import Translator

# A text that looks like a formula, an address or a number stays a text (trust.md SEC-14).
_AS_WRITTEN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_WORDS = {"state": "state", "status": "verdict", "verdict": "verdict"}
"""Columns of answers that hold a word of ours, and where the catalogue has it."""
_LONGEST_NAME, _WIDEST, _NARROWEST = 31, 60, 8
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def to_workbook(sheets: Sequence[Sheet], t: Translator) -> bytes:
    """`sheets` as a workbook, in order, each under a name made of its title."""
    out = io.BytesIO()
    with Workbook(out, _AS_WRITTEN) as book:
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.title, taken)), sheet, t, bold, wrap)
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet, t: Translator, bold: Format, wrap: Format) -> None:
    widths: dict[int, int] = {}
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for row, (name, text) in enumerate(sheet.head):
        page.write_string(row, 0, safe(name), bold)
        page.write_string(row, 1, safe(text))
    top = len(sheet.head) + 1
    for column, title in enumerate(sheet.columns):
        said = _column(title, t) if sheet.answers else title
        page.write_string(top, column, safe(said), bold)
        widths[column] = _width(said)
    for row, cells in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(cells):
            value = _said(sheet.columns[column], cell, t) if sheet.answers else cell
            _cell(page, row, column, value, wrap)
            widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    if sheet.rows:
        page.freeze_panes(top + 1, 0)
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.columns) - 1)


def _cell(page: Worksheet, row: int, column: int, value: Value, wrap: Format) -> None:
    if isinstance(value, str):
        page.write_string(row, column, safe(value), wrap if len(value) > _WIDEST else None)
    elif value is not None:
        page.write_number(row, column, value)


def _column(name: str, t: Translator) -> str:
    """A column of answers in words; one that nobody wrote words for keeps its name."""
    return t.maybe(f"column.{name}") or t.maybe(f"table.by.{name}") or name


def _said(column: str, cell: Value, t: Translator) -> Value:
    """A state, a status or a verdict in words; anything else as it is."""
    kind = _WORDS.get(column)
    return (t.maybe(f"{kind}.{cell}") or cell) if kind else cell


def _width(value: Value) -> int:
    """How many columns of a small letter a text takes: a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in str(value)) + 2


def _name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: no forbidden sign, 31 characters, none twice whatever its case."""
    plain = _NOT_IN_A_NAME.sub(" ", title).strip(" '") or "1"
    name = plain[:_LONGEST_NAME].strip(" '")
    number = 2
    while name.casefold() in taken:
        end = f" {number}"
        name, number = plain[: _LONGEST_NAME - len(end)].strip(" '") + end, number + 1
    taken.add(name.casefold())
    return name
