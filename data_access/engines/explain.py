"""What a statement is and what it takes: its text in an engine's SQL, and the JSON plans of DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler


class Explain(Executable, ClauseElement):
    """Runs a select and answers with what it took, as one JSON text."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (ANALYZE, FORMAT JSON) " + compiler.process(element.statement, **options)


def steps(plan: Mapping[str, Any], below: str) -> Iterator[Mapping[str, Any]]:
    """All steps of a plan, each of which names the steps under it `below`."""
    yield plan
    for step in plan.get(below, ()):
        yield from steps(step, below)


def as_text(dialect: Dialect, statement: Select[Any], parameters: Mapping[str, Any]) -> str:
    """Return `statement` in the SQL of `dialect`, with the values in their places."""
    # In a style without per cent signs: the others double those within literals.
    style: Any = type(dialect)
    filled = statement.params(**parameters)
    return str(filled.compile(dialect=style(paramstyle="named"), compile_kwargs={"literal_binds": True}))
