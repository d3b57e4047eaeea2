"""The small country with everything in it that an engine might trip over."""

from __future__ import annotations

from datetime import date
from typing import Any

from data_access.schema import metadata
from tests.fixtures.country import AS_OF, NO_COUNTIES, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS

Rows = dict[str, list[dict[str, Any]]]

# Quotes of every sort, escapes, wild cards, what formats a text, line ends, emoji, an empty text.
_TEXTS = {
    "440303": "44'03\"03`",
    NO_COUNTIES: "5\\0%s:x{}",
    "THREE": "三县🙂;--",
    "S02": "S'02 🏫",
    "Z01": "\\N",
    "student": "学生'🙂",
    "lesson": "50% \\'q",
    "arts": "",
    "nat": "a\nb\tc",
    "rural": 'ru"ral',
}


def text(code: str) -> str:
    """The odd code that stands for a code of the small country."""
    return _TEXTS.get(code, code)


def country() -> Rows:
    """The small country in odd words, with schools older than 1970 and numbers beyond 32 bits."""
    rows = {name: [_reworded(row) for row in held] for name, held in (PLACE_ROWS | REPORT_ROWS).items()}
    rows["school"][0] |= {"valid_from": date(1905, 9, 1), "valid_to": date(2199, 8, 31)}
    rows["school"][1] |= {"name_zh": "引号“'”\\学校🏫\n第二行", "name_en": 'O\'Neill "%s" \\ 50%'}
    for number, row in enumerate(rows["fact_usage"]):
        if row["views"] is not None:
            row["views"] += number % 3 << 40
    return rows


def bare() -> Rows:
    """The small country, where every report is there: those of its south say nothing, those of its capital zero."""
    counted = {column.name for table in metadata.tables.values() for column in table.c if column.info.get("measure")}
    rows = {
        name: [{key: _bare(row) if key in counted else value for key, value in row.items()} for row in held]
        for name, held in REPORT_ROWS.items()
    }
    return PLACE_ROWS | rows


def empty() -> Rows:
    """Nothing."""
    return {}


WAREHOUSES = {"odd": country, "bare": bare, "empty": empty}
DAY = AS_OF


def _reworded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: text(value) if isinstance(value, str) else value for name, value in row.items()}


def _bare(row: dict[str, Any]) -> int | None:
    unit = row.get("school_id") or row.get("region_code") or row.get("unit_code") or ""
    return 0 if unit.startswith(("B", "11")) else None
