"""A sheet as CSV."""

from __future__ import annotations

import csv
import io

from dashboard.exports.sheet import Sheet, safe

_BOM = "\ufeff"
"""Excel takes a file without it for the local code page."""


def to_csv(sheet: Sheet) -> str:
    """The sheet as CSV: lines of `# name,value` first, then its columns and rows."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    for name, text in sheet.head:
        write.writerow([f"# {name}", safe(text)])
    if sheet.columns:
        write.writerow(sheet.columns)
    for row in sheet.rows:
        write.writerow(["" if cell is None else safe(str(cell)) for cell in row])
    return _BOM + out.getvalue()
