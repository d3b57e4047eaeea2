"""`CREATE TABLE` for ClickHouse, from tables that are declared as for any other engine.

`Table.info["clickhouse"]` may name another table engine, and say that it is not sorted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, String, Table
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.compiler import DDLCompiler

# The first that fits: Date32 and not Date, because a school may be older than 1970.
_TYPES = ((Boolean, "Bool"), (Date, "Date32"), (Float, "Float64"), (BigInteger, "Int64"), (Integer, "Int32"))
# A roll-up is asked for an indicator, a segment and places.
_ASKED = ("indicator", "dim", "level", "place_code", "t")
# Codes of these are too many for a dictionary of words.
_MANY = ("school_id", "unit_code", "successor_id")


class ClickHouseText(DefaultDialect):
    """Prints statements for ClickHouse where its driver is not installed."""

    name = "clickhousedb"
    supports_statement_cache = True


@compiles(CreateTable, "clickhousedb")
@compiles(CreateTable, "chdb")
def _create(element: CreateTable, compiler: DDLCompiler, **_: Any) -> str:
    table: Table = element.element
    columns = ",\n".join(f"    {_column(column, compiler)}" for column in table.columns)
    order = ", ".join(compiler.preparer.quote(name) for name in sorted_by(table))
    options = table.info.get("clickhouse", {})
    return "\n".join(
        [
            f"CREATE TABLE {compiler.preparer.format_table(table)} (",
            columns,
            ")",
            f"ENGINE = {options.get('engine', 'MergeTree')}",
            *([f"ORDER BY ({order})"] if options.get("sorted", True) else []),
            f"COMMENT {_literal(table.comment or '', compiler)}",
        ]
    )


def sorted_by(table: Table) -> list[str]:
    """The columns by which rows are laid: a fact's unit and time, a dimension's key, what a roll-up is asked for."""
    info = table.info
    if "unit" in info:
        return [info["unit"]] if info["grain"] == "day" else [info["unit"], info["time"]]
    if "key" in info:
        return [info["key"][0]]
    names = [column.name for column in table.columns if not column.nullable]
    return sorted(names, key=lambda name: _ASKED.index(name) if name in _ASKED else len(_ASKED))


def _column(column: Column[Any], compiler: DDLCompiler) -> str:
    kind = next((name for type_, name in _TYPES if isinstance(column.type, type_)), "String")
    if column.nullable and column.name not in sorted_by(column.table):
        kind = f"Nullable({kind})"
    if isinstance(column.type, String) and "values" in column.info and column.name not in _MANY:
        kind = f"LowCardinality({kind})"
    comment = f" COMMENT {_literal(column.comment, compiler)}" if column.comment else ""
    return f"{compiler.preparer.quote(column.name)} {kind}{comment}"


def _literal(text: str, compiler: DDLCompiler) -> str:
    return compiler.sql_compiler.render_literal_value(text, String())
