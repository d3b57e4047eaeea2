"""Faults in the rows that would make totals wrong: repeated keys, a broken place tree, one place counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Engine, Select, Table, and_, func, select, true

from data_access import engine as warehouse
from data_access import schema
from seed.progress import Progress, silent

STEP = 4_000_000
"""Rows whose keys are compared in one go: it bounds the memory."""
_SECONDS = 600.0
_REGION_FACTS = (schema.fact_home_access, schema.fact_supply)

Columns = Mapping[str, Mapping[str, str]]


def faults(engine: Engine, present: Columns, progress: Progress = silent, step: int = STEP) -> list[str]:
    """Return one line for each fault; tables and columns that are not `present` are passed over."""
    keyed = [table for table in schema.metadata.sorted_tables if _has(present, table, *table.info["key"])]
    found = []
    for done, table in enumerate(keyed):
        progress(done / len(keyed), f"keys of {table.name}")
        found += _repeated(engine, table, step)
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


def _repeated(engine: Engine, table: Table, step: int) -> list[str]:
    keys = [table.c[name] for name in table.info["key"]]
    number = 0
    for cut in _cuts(engine, table, step):
        each = select(func.count().label("n")).select_from(table).where(cut).group_by(*keys)
        number += _number(engine, select(func.count()).select_from(each.having(func.count() > 1).subquery()))
    if not number:
        return []
    return [f"repeated key in {table.name}: {number} of ({', '.join(table.info['key'])}) stand more than once"]


def _cuts(engine: Engine, table: Table, step: int) -> Iterator[ColumnElement[bool]]:
    """Yield conditions of which each row of `table` meets one, all rows of a unit the same; at about `step` rows each.

    The engine sorts the units, as its own comparison cuts between them.
    """
    if "unit" not in table.info or _number(engine, select(func.count()).select_from(table)) <= step:
        yield true()
        return
    unit = table.c[table.info["unit"]]
    counted = warehouse.run(
        engine,
        select(unit, func.count().label("n")).where(unit.is_not(None)).group_by(unit).order_by(unit),
        seconds=_SECONDS,
    )
    part = (counted["n"].cumsum() - counted["n"]) // step
    firsts = counted.loc[~part.duplicated(), unit.name].tolist()
    yield unit.is_(None)
    for first, after in zip(firsts, [*firsts[1:], None], strict=True):
        yield unit >= first if after is None else and_(unit >= first, unit < after)


def _number(engine: Engine, count: Select[int]) -> int:
    return int(warehouse.run(engine, count, seconds=_SECONDS).to_numpy()[0, 0])


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
