"""The contract check: does a warehouse, on any engine, offer the tables and columns that the dashboard reads?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Column, Engine, Table, inspect
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import Boolean, Date, Double, Text, TypeEngine

from data_access import schema
from data_access.engines.held_scope import KEY
from seed import soundness
from seed.progress import Progress, silent

_INTEGER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?(\d+)?|U?INT(8|16|32|64|128|256)|SERIAL|BIGSERIAL")
_NUMBER = re.compile(r"DECIMAL|NUMERIC|REAL|FLOAT(\d+)?|DOUBLE( PRECISION)?")
_TEXT = re.compile(r"TEXT|(N|L)?VARCHAR\d*|CHAR(ACTER)?( VARYING)?|STRING|FIXEDSTRING|ENUM\d*")
_DATE = re.compile(r"DATE(32)?")
_BOOLEAN = re.compile(r"BOOL(EAN)?")


@dataclass
class Findings:
    """What a check found: `faults` break the contract, `notes` do not."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(engine: Engine, progress: Progress = silent) -> Findings:
    """Check structure and soundness of the warehouse behind `engine`; every fault is one line that names its place."""
    present = _present(inspect(engine))
    found = _structure(present)
    found.faults += soundness.faults(engine, present, progress)
    return found


def _structure(present: soundness.Columns) -> Findings:
    """Check tables, columns and types; missing and mistyped ones are faults, extra ones are notes."""
    found = Findings()
    for table in schema.metadata.sorted_tables:
        if table.name in present:
            _columns(table, present[table.name], found)
        else:
            found.faults.append(f"missing table {table.name}")
    known = {*schema.metadata.tables, KEY}
    for name in sorted(set(present) - known):
        if not name.startswith("rollup_"):
            found.notes.append(f"extra table {name}")
    return found


def _present(inspector: Inspector) -> dict[str, dict[str, str]]:
    """Return the type name of each column of each table and view."""
    names = [*inspector.get_table_names(), *inspector.get_view_names()]
    return {
        name: {column["name"]: _type_name(column["type"]) for column in inspector.get_columns(name)} for name in names
    }


def _columns(table: Table, present: Mapping[str, str], found: Findings) -> None:
    for column in table.columns:
        if column.name not in present:
            found.faults.append(f"missing column {table.name}.{column.name}")
        elif not _family(column).fullmatch(present[column.name]):
            expected = _type_name(column.type)
            found.faults.append(
                f"mistyped column {table.name}.{column.name}: {present[column.name]}, expected {expected}"
            )
    for name in present:
        if name not in table.columns:
            found.notes.append(f"extra column {table.name}.{name}")


def _family(column: Column[object]) -> re.Pattern[str]:
    """Return the type names that may stand for the type of `column`."""
    match column.type:
        case Double():
            return re.compile(f"{_NUMBER.pattern}|{_INTEGER.pattern}")
        case Text():
            return _TEXT
        case Date():
            return _DATE
        case Boolean():
            return _BOOLEAN
        case _:
            return _INTEGER


def _type_name(kind: TypeEngine[object]) -> str:
    """Return the bare name of a type: no length or collation, no ``Nullable`` or ``LowCardinality`` around it."""
    name = str(kind).upper()
    while wrapped := re.fullmatch(r"(?:NULLABLE|LOWCARDINALITY)\((.*)\)", name):
        name = wrapped[1]
    return re.sub(r"\(.*\)| COLLATE .*", "", name).strip()
