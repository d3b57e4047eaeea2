"""Statements that SQLAlchemy has no word for, their names quoted by the dialect."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, String, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.compiler import DDLCompiler

Part = Table | str | Path | ColumnElement[Any] | Iterable[Column[Any]]


class Words(ExecutableDDLElement):
    """`Words("DROP DATABASE {name}", name="x")`: tables, columns and names become identifiers, paths become texts.

    An expression stands there as it is, its values written out.
    """

    def __init__(self, template: str, **parts: Part) -> None:
        self.template, self.parts = template, parts


@compiles(Words)
def _compiled(element: Words, compiler: DDLCompiler, **_: Any) -> str:
    return element.template.format(**{name: _written(part, compiler) for name, part in element.parts.items()})


def _written(part: Part, compiler: DDLCompiler) -> str:
    match part:
        case Table():
            return compiler.preparer.format_table(part)
        case Path():
            return compiler.sql_compiler.render_literal_value(str(part), String())
        case str():
            return compiler.preparer.quote(part)
        case ColumnElement():
            return compiler.sql_compiler.process(part, literal_binds=True)
        case _:
            columns = cast(Iterable[Column[Any]], part)
            return ", ".join(compiler.preparer.format_column(column) for column in columns)
