"""What a scoped reader is told inside their scope is what the nation is told there; outside there is nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY
from data_access.period import Period
from data_access.query import BadQuery, Query, Result, UnknownPlace
from data_access.scope import NATION, Scope
from tests.fixtures.answers import same
from tests.fixtures.readers import READERS, sees
from tests.fixtures.whereabouts import PLACES

CODES = [*(code for code in REGISTRY if code not in DERIVED), "G10:R02", "G10:G08"]
CODES += ["G11:R02", "G12:R07", "G13:G01", "P02", "P03:R02"]
MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]

groups = st.tuples(
    st.sampled_from(["", "child", "school", "area"]),
    st.sampled_from(["", "month", "term", "school_year"]),
    st.sampled_from(["", "stage", "setting", "needy", "resource_kind", "cohort", "programme_code"]),
).map(lambda names: tuple(filter(None, names)))
filters = st.lists(
    st.sampled_from(
        [
            ("stage", "primary"),
            ("setting", "urban"),
            ("setting", "unassigned"),
            ("cohort", "new"),
            ("user_role", "student"),
        ]
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)
periods = st.none() | st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS)).map(
    lambda ends: Period.parse("..".join(sorted(ends)))
)
queries = st.builds(Query, st.sampled_from(CODES), st.sampled_from([*PLACES, "XX"]), periods, groups, filters)


def answer(gate: Gate, scope: Scope, query: Query) -> Result | str:
    try:
        return gate.fetch(scope, query)
    except UnknownPlace:
        raise
    except BadQuery as refusal:
        return str(refusal)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reader=st.sampled_from(sorted(READERS)), query=queries)
def test_inside_the_scope_the_nations_answer_outside_no_place(gate: Gate, reader: str, query: Query) -> None:
    scope = READERS[reader]
    if query.place != "XX" and sees(scope, query.place):
        mine, theirs = answer(gate, scope, query), answer(gate, NATION, query)
        if isinstance(mine, Result) and isinstance(theirs, Result):
            same(mine, theirs)
        else:
            assert mine == theirs
        return
    try:
        told = answer(gate, scope, query)
    except UnknownPlace:
        return
    raise AssertionError(told)
