"""What became of every record of a load: a summary for the screen, all of it in files beside the warehouse."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

import duckdb
from sqlalchemy import Text, case, cast, func, literal, select

from seed.errors import Refused
from seed.sources.sieve import FAULT, Tally
from seed.tables import count, sql
from seed.versions import write_beside

_SHOWN = 20
_TOLERATED = 0.02
# What a spreadsheet would take for a formula.
_FORMULA = "[=+@\\t\\r-].*"


@dataclass(frozen=True)
class Reason:
    """How often one thing was wrong with one column of one file, and on which lines first."""

    file: str
    column: str
    reason: str
    cells: int
    first_lines: list[int]


@dataclass
class Report:
    """Collects what happens while a folder is loaded into `target`."""

    target: Path
    files: dict[str, Tally] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    first_cells: list[str] = field(default_factory=list)
    bad_cells: int = 0
    refused: str = ""
    release_id: str = ""

    def add(self, file: str, tally: Tally) -> None:
        """Note the fate of the records of `file`; raises `Refused` when more than 2 % of them are bad."""
        self.files[file] = tally
        if tally.quarantined > tally.read * _TOLERATED:
            share = tally.quarantined / tally.read
            raise Refused(f"{file}: {tally.quarantined} of {tally.read} records are bad ({share:.1%}), more than 2 %.")

    def keep_faults(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take over the bad cells before their database closes, and write them to ``<target>.quarantine.csv``."""
        fault = FAULT.c
        self.bad_cells = count(connection, "fault")
        lines = func.list_slice(func.list_sort(func.list(fault.line)), 1, 5)
        groups = select(fault.file, fault.column, fault.reason, func.count(), lines).group_by(
            fault.file, fault.column, fault.reason
        )
        rows = connection.execute(sql(groups.order_by(fault.file, func.count().desc(), fault.column))).fetchall()
        self.reasons = [Reason(*row) for row in rows]
        by_place = select(*fault).order_by(fault.file, fault.line, fault.column)
        for file, line, column, value, reason in connection.execute(sql(by_place.limit(_SHOWN))).fetchall():
            cell = ", ".join(part for part in (f"line {line}", column, json.dumps(value, ensure_ascii=False)) if part)
            self.first_cells.append(f"{file}, {cell}: {reason}")
        self._write_quarantine(connection)

    def write(self) -> None:
        """Write ``<target>.report.json``; a full disk loses the report, not the reason for the refusal."""
        content = {**asdict(self), "target": str(self.target), "published": not self.refused}
        with suppress(OSError):
            write_beside(self.target, ".report.json", json.dumps(content, ensure_ascii=False, indent=1))

    def show(self, out: TextIO, err: TextIO) -> None:
        """Print the fate of each file to `out`, notes and the first bad cells to `err`."""
        for note in self.notes:
            print(note, file=err)
        for cell in self.first_cells:
            print(cell, file=err)
        if self.bad_cells > len(self.first_cells):
            print(f"… and {self.bad_cells - len(self.first_cells)} more in {self._quarantine}", file=err)
        for file, tally in self.files.items():
            print(f"{file}: {tally.read} read = {tally.loaded} loaded + {tally.quarantined} quarantined", file=out)

    @property
    def _quarantine(self) -> Path:
        return self.target.with_name(self.target.name + ".quarantine.csv")

    def _write_quarantine(self, connection: duckdb.DuckDBPyConnection) -> None:
        if not self.bad_cells:
            self._quarantine.unlink(missing_ok=True)
            return
        text = cast(FAULT.c.value, Text)
        inert = case((func.regexp_full_match(text, _FORMULA), literal("'").concat(text)), else_=text)
        columns = [FAULT.c.file, FAULT.c.line, FAULT.c.column, inert.label("value"), FAULT.c.reason]
        rows = select(*columns).order_by(FAULT.c.file, FAULT.c.line, FAULT.c.column)
        draft = self._quarantine.with_name(f".{self._quarantine.name}.{os.getpid()}")
        connection.sql(sql(rows)).write_csv(str(draft), header=True)
        draft.replace(self._quarantine)
