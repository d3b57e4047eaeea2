"""A file of accounts to import: read whole, with every fault named by its line, before anything is done."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.commands import CannotDo
from dashboard.i18n import LANGUAGES

_NEEDED, _FREE = ("name", "role"), ("scope", "until", "language")
_LARGEST = 5_000_000


@dataclass(frozen=True)
class Row:
    """A line of the file: an account with its scopes, as they were written."""

    line: int
    name: str
    role: str
    scopes: tuple[str, ...]
    until: date | None
    language: str


def read(path: Path) -> list[Row]:
    """Read the file; raises `CannotDo` with a line for each fault. Scopes stand in one cell, with spaces between."""
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            raise CannotDo(f"{path} is larger than {_LARGEST:,} bytes.")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise CannotDo(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CannotDo(f"{path} is not UTF-8 (byte {error.start}): save it as CSV UTF-8.") from None
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        _check_head(lines.fieldnames or [])
        return _rows(lines)
    except csv.Error as error:
        raise CannotDo(f"line {lines.line_num}: this is no CSV ({error}).") from None


def write_codes(path: Path, codes: Iterable[tuple[str, str]]) -> None:
    """Write one-time codes into a new file that only its owner can read; raises `CannotDo`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotDo(f"{path} cannot be made: {error.strerror}. Name a file that is not there yet.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "code"), *codes])


def _check_head(names: Iterable[str]) -> None:
    held = list(names)
    if lacking := [name for name in _NEEDED if name not in held]:
        raise CannotDo(f"line 1: the column {lacking[0]} is missing; there must be name and role.")
    if strange := [name for name in held if name not in (*_NEEDED, *_FREE)]:
        raise CannotDo(f"line 1: there is no column {strange[0][:40]!r}; known are {', '.join((*_NEEDED, *_FREE))}.")


def _rows(lines: csv.DictReader[str]) -> list[Row]:
    rows, faults, seen = [], [], dict[str, int]()
    for cells in lines:
        line = lines.line_num
        if None in cells or None in cells.values():
            faults.append(f"line {line}: it has another number of cells than the head.")
            continue
        held = {name: text.strip() for name, text in cells.items()}
        if (before := seen.setdefault(held["name"], line)) != line:
            faults.append(f"line {line}: the name stands in line {before} already.")
        try:
            until = date.fromisoformat(held["until"]) if held.get("until") else None
        except ValueError:
            faults.append(f"line {line}: {held['until'][:20]!r} is no day (write 2027-08-31).")
            continue
        scopes = tuple(held.get("scope", "").split())
        rows.append(Row(line, held["name"], held["role"], scopes, until, held.get("language") or LANGUAGES[0]))
    if faults:
        raise CannotDo("\n".join([*faults, "Nothing was imported."]))
    if not rows:
        raise CannotDo("The file holds no account.")
    return rows
