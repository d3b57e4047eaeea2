"""A workbook holds what the screen shows: texts as texts, numbers as numbers, states in words, a sheet a panel."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.exports.sheet import Sheet
from dashboard.exports.workbook import to_workbook
from dashboard.i18n import Translator
from dashboard.page import PAGES
from data_access.places import Place
from tests.web.test_downloads import VIEW, every_panel, shown_at

HOSTILE: list[str] = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://x")',
    "http://x.example/",
    "mailto:a@b.c",
    "1e5",
    "007",
    "{=1}",
    "'=1",
    "<b>&\x0b",
]


def opened(client: FlaskClient, address: str) -> Workbook:
    """The workbook at an address, as Excel would read it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Cache-Control"] == "no-store"
    return load_workbook(io.BytesIO(answer.data))


def parts(page: Worksheet) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The head of a sheet and, after a blank row, its table."""
    rows = list(page.iter_rows(values_only=True))
    blank = next((i for i, row in enumerate(rows) if not any(cell is not None for cell in row)), len(rows))
    return rows[:blank], rows[blank + 1 :]


def test_a_panel_s_sheet_says_what_its_csv_says(ministry: FlaskClient, own_school: Place) -> None:
    for key, panel in every_panel():
        view = VIEW.replace("440000", shown_at(panel, own_school))
        lines = list(csv.reader(io.StringIO(ministry.get(f"/export/{key}/{panel.id}.csv{view}").text.lstrip("\ufeff"))))
        head = [line for line in lines if line[0].startswith("# ")]
        table = lines[len(head) :]
        book = opened(ministry, f"/export/{key}/{panel.id}.xlsx{view}")
        assert len(book.worksheets) == 1
        named, rows = parts(book.worksheets[0])
        assert [[f"# {row[0]}", row[1]] for row in named] == head, (key, panel.id)
        assert len(rows) == len(table), (key, panel.id)
        words = [i for i, name in enumerate(table[0] if table else []) if name in ("state", "status", "verdict")]
        for written, line in zip(rows[1:], table[1:], strict=True):
            for i, (cell, text) in enumerate(zip(written, line, strict=True)):
                if i in words and text not in ("", "value"):
                    assert cell != text, "what is a word of ours is told in the reader's words"
                elif isinstance(cell, int | float):
                    assert cell == pytest.approx(float(text))
                else:
                    assert (cell or "") == text


def test_its_numbers_are_numbers_and_nothing_is_a_formula(ministry: FlaskClient) -> None:
    page = opened(ministry, f"/export/overview/children.xlsx{VIEW}").worksheets[0]
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    _, rows = parts(page)
    at = rows[0].index("value")
    assert sum(isinstance(row[at], int | float) for row in rows[1:]) > 2


def test_hostile_texts_stay_texts() -> None:
    rows = [[text, 1.5] for text in HOSTILE]
    sheet = Sheet("=1/[x]:*?", [("=a", text) for text in HOSTILE], ["=column", "n"], rows)
    book = load_workbook(io.BytesIO(to_workbook([sheet, sheet], Translator("en"))))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert not [text for text in texts if text.startswith(tuple("=+-@＝＋－＠\t\r"))]


def test_names_of_sheets_are_what_excel_takes() -> None:
    titles = ["全国：教师月活跃率" * 6, "全国：教师月活跃率" * 6, "a/b", "A/B", "", "''", "x" * 40, "X" * 40]
    book = load_workbook(io.BytesIO(to_workbook([Sheet(t, [("a", "b")]) for t in titles], Translator("zh"))))
    names = [name.casefold() for name in book.sheetnames]
    assert len(set(names)) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


@pytest.mark.parametrize("key", ["overview", "training", "divide", "pilots", "indicators"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_a_workbook_with_a_cover(ministry: FlaskClient, key: str, language: str) -> None:
    view = f"?place=440000&period=2025-09..2026-08&stage=primary&lang={language}"
    book = opened(ministry, f"/export/{key}.xlsx{view}")
    page = PAGES[key]
    standing = [p for p in page.panels if p.stands_on("province")]
    assert len(book.worksheets) == 1 + bool(page.cards) + len(standing)
    head, definitions = parts(book.worksheets[0])
    said = " ".join(str(cell) for row in head for cell in row)
    for text in ("440000", "2025-09..2026-08", "ministry", Translator(language).code("stage", "primary")):
        assert text in said
    assert bool(definitions[1:]) == bool(page.cards)
    for row in definitions[1:]:
        assert all(row), "every indicator has its definition, formula, unit, line and source"
        assert not str(row[2]).endswith("÷ " + Translator(language)("csv.none").capitalize()), "nothing is over nothing"


def test_a_workbook_is_cut_to_the_reader_s_scope(principal: FlaskClient, ministry: FlaskClient) -> None:
    """What was asked for and may not be seen is not there, by no name and no number."""
    own = opened(principal, "/export/overview.xlsx?place=000000&lang=zh")
    text = str([list(page.iter_rows(values_only=True)) for page in own.worksheets])
    assert "广东省" not in text
    assert "(000000)" not in text
    assert "广东省" in str(
        [list(p.iter_rows(values_only=True)) for p in opened(ministry, "/export/overview.xlsx").worksheets]
    )
