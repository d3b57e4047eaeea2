"""Typing and judging the records of one file: good ones go into their table, bad ones are set aside with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Double,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.schema import CreateTable, DropTable

from data_access import schema
from seed.errors import Refused
from seed.sources.rules import required, rules, segments
from seed.sources.stage import Source
from seed.tables import count, sql

FAULT = Table(
    "fault",
    MetaData(),
    Column("file", Text),
    Column("line", BigInteger),
    Column("column", Text),
    Column("value", Text),
    Column("reason", Text),
    prefixes=["TEMPORARY"],
)
"""One row for each bad cell of all files."""
_LONGEST = 80


@dataclass(frozen=True)
class Tally:
    """What became of the records of one file: read = loaded + quarantined."""

    read: int
    loaded: int
    quarantined: int


def sift(connection: duckdb.DuckDBPyConnection, source: Source, given: set[str]) -> Tally:
    """Load the good records of the stage into their table and list the bad ones in `FAULT`."""
    sieve = _Sieve(connection, source)
    sieve.type_all()
    sieve.shape_and_types()
    sieve.judge(given)
    sieve.repeated_keys()
    return sieve.load()


class _Sieve:
    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source) -> None:
        self.connection = connection
        self.source = source
        self.table = source.target
        self.columns = [column for column in self.table.columns if source.has(column.name)]
        typed: list[Column[Any]] = [Column("_line", BigInteger)]
        typed += [Column(column.name, column.type) for column in self.columns]
        self.typed = Table("typed", MetaData(), *typed, prefixes=["TEMPORARY"])

    def type_all(self) -> None:
        """Fill the table ``typed`` with the records that have the right shape."""
        stage = self.source.stage.c
        self.connection.execute(sql(DropTable(self.typed, if_exists=True)))
        self.connection.execute(sql(CreateTable(self.typed)))
        blank_means = segments(self.table)
        values = [
            func.coalesce(_value(column, stage[column.name]), literal(schema.UNASSIGNED))
            if column.name in blank_means
            else _value(column, stage[column.name])
            for column in self.columns
        ]
        rows = select(stage["_line"], *values).where(stage["_fields"].is_(None))
        self.connection.execute(sql(insert(self.typed).from_select([c.name for c in self.typed.columns], rows)))

    def shape_and_types(self) -> None:
        """Set aside records with too few or too many fields, blank required cells, and cells of the wrong type."""
        stage = self.source.stage.c
        width = len(self.source.headers)
        reason = f"the record does not have the {width} fields of the header"
        self._set_aside(
            stage["_line"], "", cast(stage["_fields"], Text), literal(reason), stage["_fields"].is_not(None)
        )
        whole = stage["_fields"].is_(None)
        for name in required(self.table):
            self._set_aside(
                stage["_line"], name, literal(""), literal("is blank"), whole, func.as_text(stage[name]).is_(None)
            )
        # What is text but has no value; the cells are read only where that is so.
        same = stage["_line"] == self.typed.c["_line"]
        for column in self.columns:
            cell = stage[column.name]
            if (fault := _fault(column, cell)) is not None:
                unreadable = and_(same, self.typed.c[column.name].is_(None), func.as_text(cell).is_not(None))
                self._set_aside(stage["_line"], column.name, cell, fault, unreadable)

    def judge(self, given: set[str]) -> None:
        """Set aside what breaks a rule of its table."""
        for rule in rules(self.table, self.typed, given):
            cell = cast(self.typed.c[rule.column], Text)
            self._set_aside(self.typed.c["_line"], rule.column, cell, literal(rule.reason), rule.broken)

    def repeated_keys(self) -> None:
        """Set aside all but the first of the good records that share a key."""
        keys = [self.typed.c[name] for name in self.table.info["key"] if name in self.typed.c]
        line = self.typed.c["_line"]
        numbered = self._good(
            line,
            func.row_number().over(partition_by=keys, order_by=line).label("number"),
            func.min(line).over(partition_by=keys).label("first"),
            func.concat_ws(" ", *(cast(key, Text) for key in keys)).label("key"),
        ).subquery()
        value = numbered.c.key.concat(" (line ").concat(cast(numbered.c.first, Text)).concat(")")
        names = "+".join(key.name for key in keys)
        self._set_aside(
            numbered.c["_line"], names, value, literal("repeats the key of an earlier line"), numbered.c.number > 1
        )

    def load(self) -> Tally:
        """Move the good records into their table, in the order of its key: a shuffled file makes the same warehouse."""
        names = [column.name for column in self.columns]
        keys = [self.typed.c[name] for name in self.table.info["key"] if name in self.typed.c]
        rows = self._good(*(self.typed.c[name] for name in names)).order_by(*keys)
        before = count(self.connection, self.table.name)
        self.connection.execute(sql(insert(self.table).from_select(names, rows)))
        read, loaded = count(self.connection, "stage"), count(self.connection, self.table.name) - before
        bad = select(func.count(func.distinct(FAULT.c.line))).where(FAULT.c.file == self.source.path.name)
        quarantined = int((self.connection.execute(sql(bad)).fetchone() or (0,))[0])
        if read != loaded + quarantined:
            raise Refused(
                f"{self.source.path.name}: {read} records read are not {loaded} loaded and {quarantined} bad."
            )
        return Tally(read, loaded, quarantined)

    def _good(self, *columns: ColumnElement[Any]) -> Select[Any]:
        bad = select(FAULT.c.line).where(FAULT.c.file == self.source.path.name)
        return select(*columns).where(self.typed.c["_line"].not_in(bad))

    def _set_aside(
        self,
        line: ColumnElement[int],
        column: str,
        value: ColumnElement[str],
        reason: ColumnElement[str],
        *when: ColumnElement[bool],
    ) -> None:
        rows = select(
            literal(self.source.path.name, Text), line, literal(column, Text), func.left(value, _LONGEST), reason
        ).where(*when)
        self.connection.execute(sql(insert(FAULT).from_select([c.name for c in FAULT.columns], rows)))


def _value(column: Column[Any], cell: ColumnElement[str]) -> ColumnElement[Any]:
    """Return the value of `cell` as the type of `column`, null when it has none."""
    match column.type:
        case Double():
            return func.as_amount(cell)
        case Integer():
            return func.as_count(cell)
        case Date():
            return func.as_date(cell)
        case Boolean():
            return func.as_flag(cell)
        case _:
            return func.as_code(cell) if "values" in column.info else func.as_text(cell)


def _fault(column: Column[Any], cell: ColumnElement[str]) -> ColumnElement[str] | None:
    """Return why `cell` is not of the type of `column`; nothing for text, which every cell is."""
    match column.type:
        case Double():
            return func.number_fault(cell)
        case Integer():
            return func.count_fault(cell)
        case Date():
            return literal("is not a day like 2024-09-01")
        case Boolean():
            return literal("is neither true nor false")
        case _:
            return None
