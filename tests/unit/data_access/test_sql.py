"""No statement that the gate runs reads a fact or the schools without the scope of its reader in the same breath."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import BindParameter, ClauseElement, Join, Select, Subquery, Table, event
from sqlalchemy.sql import visitors

from data_access import compile as compiler
from data_access import engine, schema, totals
from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY, get
from data_access.period import Period
from data_access.query import BadQuery, Query
from data_access.scope import NATION, NOTHING, Scope
from tests.fixtures.country import AS_OF, PROVINCE

CODES = [code for code in REGISTRY if code not in DERIVED]
CANARY = Scope(places=frozenset({"canary-place"}), schools=frozenset({"canary-school"}))
FACTS = set(schema.facts())
GROUPS = [(), ("child", "school_year"), ("area", "setting"), ("school",)]
Report = Callable[..., str]


def tables_of(source: ClauseElement) -> Iterator[ClauseElement]:
    """The tables and sub-selects that a FROM joins."""
    if isinstance(source, Join):
        yield from tables_of(source.left)
        yield from tables_of(source.right)
    else:
        yield source


def names_the_canary(part: ClauseElement | None) -> bool:
    """Tell whether the scope's own codes stand in a part of a statement, so that it is cut to them."""
    bound = [] if part is None else [e.value for e in visitors.iterate(part) if isinstance(e, BindParameter)]
    return any(
        str(code).startswith("canary-") for held in bound for code in (held if isinstance(held, list) else [held])
    )


def bare(statement: ClauseElement) -> list[str]:
    """The facts and school tables that a statement reads without the scope."""
    found = []
    for select in (e for e in visitors.iterate(statement) if isinstance(e, Select)):
        sources = [t for source in select.get_final_froms() for t in tables_of(source)]
        guarded = any(isinstance(s, Subquery) and names_the_canary(s.element) for s in sources)
        guarded = guarded or names_the_canary(select.whereclause)
        for table in sources:
            if isinstance(table, Table) and (table in FACTS or table is schema.school) and not guarded:
                found.append(f"{table.name} in {select}")
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_compiled_question_is_cut_to_the_scope(gate: Gate, code: str) -> None:
    snap = gate.snapshot()
    indicator, span = get(code), Period.parse("2024-2025")
    for by in GROUPS:
        for place in (snap.places.root, snap.places.by_code["OVER"]):
            query = Query(code, place.code, span, by if indicator.of_schools else by[:1])
            statements = [compiler.facts(indicator, query, CANARY, snap.places, place, span)]
            if indicator.of_schools:
                schools = compiler.facts(indicator, query, CANARY, snap.places, place, span, by_unit=True)
                statements.append(totals.terms(schools, compiler.group_names(query)))
                statements.append(compiler.open_schools(indicator, query, CANARY, snap.places, place))
                statements.append(compiler.reports_due(indicator, query, CANARY, snap.places, place, ["act"], span))
            assert [bare(s) for s in statements] == [[]] * len(statements)


def test_pilot_schools_are_read_within_the_scope(gate: Gate) -> None:
    snap = gate.snapshot()
    indicator, root = get("P02"), snap.places.root
    for by in GROUPS:
        listed = compiler.named_schools(indicator, Query("P02", root.code, None, by), CANARY, snap.places, root)
        assert bare(listed) == []
        part = replace(get("R02"), members=indicator.members)
        assert bare(compiler.facts(part, Query("R02", root.code), CANARY, snap.places, root, snap.months)) == []


@pytest.mark.parametrize("code", CODES)
def test_every_compiled_question_finds_nothing_for_nobody(gate: Gate, code: str) -> None:
    snap = gate.snapshot()
    for by in ((), ("child",), ("area",)):
        for place in (snap.places.root, snap.places.by_code["SCHOOLS"]):
            query = Query(code, place.code, None, by)
            statement = compiler.facts(get(code), query, NOTHING, snap.places, place, snap.months)
            frame = engine.run(snap.engine, statement, seconds=30, parameters={"as_of": AS_OF})
            assert frame["n_reported"].sum() == 0 and frame["numerator"].isna().all()


def test_every_statement_that_the_gate_really_runs_is_cut_to_the_scope(url: str) -> None:
    gate, ran = Gate(url, seconds=30), []
    places = [gate.place(NATION, code) for code in (PROVINCE, "OVER", "SCHOOLS", "S01")]

    def listen(_: object, statement: ClauseElement, *__: object) -> None:
        ran.append(statement)

    event.listen(gate.snapshot().engine, "before_execute", listen)
    for place in places:
        gate.children(CANARY, place)
        gate.milestones(CANARY, place)
        gate.areas(CANARY, place)
        gate.path(CANARY, place)
        for code in (*CODES, "G10:R02"):
            with pytest.raises(BadQuery):
                gate.fetch(CANARY, Query(code, place.code, by=("child",)))
    for column in {name for code in CODES for name in get(code).segments}:
        gate.codes(CANARY, column)
    with pytest.raises(BadQuery):
        gate.home(CANARY)
    assert len(ran) > 20
    assert [found for statement in ran for found in bare(statement)] == []


def test_the_walk_catches_a_bare_table(gate: Gate) -> None:
    snap = gate.snapshot()
    query = Query("R01", PROVINCE)
    unscoped = compiler.facts(get("R01"), query, NATION, snap.places, snap.places.root, snap.months)
    assert bare(unscoped)
    assert bare(schema.fact_usage.select()) and bare(schema.school.select())
