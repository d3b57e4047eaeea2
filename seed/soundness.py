"""Faults in the rows that would make totals wrong: repeated keys, a broken place tree, one place counted twice."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, Table, func, select

from data_access import engine as warehouse
from data_access import schema

_SECONDS = 600.0
_REGION_FACTS = (schema.fact_home_access, schema.fact_supply)

Columns = Mapping[str, Mapping[str, str]]


def faults(engine: Engine, present: Columns) -> list[str]:
    """Return one line for each fault; tables and columns that are not `present` are passed over."""
    found = [
        line
        for table in schema.metadata.sorted_tables
        if _has(present, table, *table.info["key"])
        for line in _repeated(engine, table)
    ]
    if not _has(present, schema.region, "region_code", "parent_code"):
        return found
    parents = _parents(engine)
    broken = _tree(parents)
    if broken:
        return found + broken
    for fact in _REGION_FACTS:
        if _has(present, fact, "region_code", "term_code"):
            found += _two_levels(engine, fact, parents)
    return found


def _has(present: Columns, table: Table, *columns: str) -> bool:
    return set(columns) <= set(present.get(table.name, ()))


def _repeated(engine: Engine, table: Table) -> list[str]:
    keys = [table.c[name] for name in table.info["key"]]
    twice = select(func.count().label("n")).select_from(table).group_by(*keys).having(func.count() > 1).subquery()
    number = int(warehouse.run(engine, select(func.count()).select_from(twice), seconds=_SECONDS).to_numpy()[0, 0])
    if not number:
        return []
    return [f"repeated key in {table.name}: {number} of ({', '.join(table.info['key'])}) stand more than once"]


def _parents(engine: Engine) -> dict[str, str | None]:
    region = schema.region.c
    rows = warehouse.run(engine, select(region.region_code, region.parent_code), seconds=_SECONDS)
    return {str(code): str(parent) if isinstance(parent, str) else None for code, parent in rows.to_numpy()}


def _tree(parents: Mapping[str, str | None]) -> list[str]:
    missing = [
        f"missing parent in region: {code} stands under {parent}, which is not there"
        for code, parent in sorted(parents.items())
        if parent and parent not in parents
    ]
    tops = sorted(code for code, parent in parents.items() if parent is None)
    several = [f"several tops in region: {', '.join(tops[:5])}"] if len(tops) > 1 else []
    rounds = sorted({min(ring) for code in parents if (ring := _ring(code, parents))})
    return missing + several + [f"cycle in region: {code} stands above itself" for code in rounds]


def _ring(code: str, parents: Mapping[str, str | None]) -> set[str]:
    """Return the places of the cycle that the way up from `code` runs into, if any."""
    path: list[str] = []
    seen: set[str] = set()
    step: str | None = code
    while step is not None and step in parents:
        if step in seen:
            return set(path[path.index(step) :])
        seen.add(step)
        path.append(step)
        step = parents[step]
    return set()


def _above(code: str, parents: Mapping[str, str | None]) -> list[str]:
    path = []
    step = parents.get(code)
    while step is not None:
        path.append(step)
        step = parents.get(step)
    return path


def _two_levels(engine: Engine, fact: Table, parents: Mapping[str, str | None]) -> list[str]:
    rows = warehouse.run(engine, select(fact.c.region_code, fact.c.term_code).distinct(), seconds=_SECONDS)
    reported = {(str(code), str(term)) for code, term in rows.to_numpy()}
    found = [
        f"{fact.name} stands at two levels of one branch in {term}: {above} and {code} below it"
        for code, term in sorted(reported)
        for above in _above(code, parents)
        if (above, term) in reported
    ]
    return found[:20]
