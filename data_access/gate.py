"""The one door to data: every read passes here, cut to what the reader may see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd
from sqlalchemy import Select, Table, func, select

from data_access import (
    answer,
    benchmarks,
    certainty,
    distribution,
    engine,
    flows,
    gaps,
    indicators,
    methods,
    registers,
    units,
)
from data_access.admissible import check_groups, does_not_apply
from data_access.benchmarks import Benchmark
from data_access.cache import Cache, weight
from data_access.cells import Cells
from data_access.derived import Door
from data_access.desk import Desk
from data_access.disclosure import Rules
from data_access.distribution import Distribution
from data_access.effects import ask as effects
from data_access.effects.model import Batch, Effect, Question
from data_access.flows import Flows
from data_access.gaps import Gaps
from data_access.indicators.model import RATIO, TWO_SIDED, Indicator
from data_access.opened import Opened
from data_access.period import Period
from data_access.places import Place
from data_access.protection import protected
from data_access.query import NOT_APPLICABLE, Query, Result, UnknownPlace
from data_access.reading import Reading
from data_access.reads import Read, heard, listening, tables_of, unheard
from data_access.release import Snapshot
from data_access.rollups.choose import Step
from data_access.schema import fact_milestone, school
from data_access.scope import NATION, Scope
from data_access.search import Finder


class Gate:
    """The door to one warehouse. Thread-safe; a newly published file is picked up by the next read."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 5.0,
        memory: str = "2GB",
        cache: int = 64_000_000,
        rollups: bool = True,
        rules: Rules | None = None,
    ) -> None:
        """Bind to the warehouse at `url`: a query may take `seconds` and `memory`, kept answers `cache` bytes.

        Without `rollups` every answer comes from the facts themselves. `rules` are the thresholds of disclosure.
        """
        self._opened, self._seconds, self._rollups = Opened(url, seconds=seconds, memory=memory), seconds, rollups
        self._indexing = threading.Lock()
        self._finder: tuple[Snapshot, Finder] | None = None
        self.cache, self.rules = Cache(cache), rules or Rules()

    def snapshot(self) -> Snapshot:
        """What the warehouse holds now; raises `WarehouseUnreadable`."""
        return self._opened.snapshot()

    def close(self) -> None:
        """Let go of the warehouse; the next question opens it again."""
        self._opened.close()

    def fetch(self, scope: Scope, query: Query) -> Result:
        """Answer `query` for a reader with `scope`; raises `BadQuery`, `UnknownPlace` and `QueryTooSlow`."""
        snap = _standing(self.snapshot(), query)
        key = ("answer", query, scope.fingerprint, snap.release.release_id, self.rules.fingerprint)
        return cast(Result, self.cache.get(key, lambda: self._answer(snap, scope, query), _size))

    def _answer(self, snap: Snapshot, scope: Scope, query: Query) -> Result:
        indicator = indicators.get(query.indicator).at(dict(query.filters).get("stage"))
        place = self.place(scope, query.place)
        check_groups(indicator, query)
        span = snap.months
        reading = self._reading(snap, scope)
        rows = reading.row_places(query, place)
        if reason := does_not_apply(indicator, query, place):
            cells = answer.not_applicable(query, rows, span)
            if query.judged:
                cells = cells.adding(certainty.nothing(len(cells)))
            return Result(query, indicator, cells, snap.release, query.period or span, reason)
        door = self._door(reading, place, rows)
        if query.judged:
            cells = certainty.added(indicator, query, self._unjudged(snap, scope, query), door)
        elif indicator.method == RATIO:
            cells = door.ratio(indicator, query)
        else:
            cells = methods.cells(indicator, query, door)
        return Result(query, indicator, cells, snap.release, query.period or span)

    def _unjudged(self, snap: Snapshot, scope: Scope, query: Query) -> Cells:
        """The numbers of `query`, which are the same whatever they are compared with."""
        plain = replace(query, interval=False, against=None)
        # Who asks what was read is to see all of it.
        return (self._answer(snap, scope, plain) if listening() else self.fetch(scope, plain)).cells

    def benchmark(self, scope: Scope, query: Query, kind: str) -> Benchmark:
        """What `query` is compared with: ``similar`` schools, the ``parent`` place or the ``nation``, as aggregates.

        The place of `query` must be the reader's; groups are left out. Nothing about a single foreign school leaves
        (trust.md DISC-2, DISC-5). Raises as `fetch` does.
        """
        return benchmarks.only(self.benchmark_series(scope, replace(query, by=()), kind), kind)

    def benchmark_series(self, scope: Scope, query: Query, kind: str) -> dict[str | None, Benchmark]:
        """The same in each bucket of the time that `query` is grouped by; under None where nothing applies."""
        benchmarks.check(kind)
        # Two numbers over the same places on two days would tell of the one school that moved between them.
        query = replace(query, then=False)
        snap = self.snapshot()
        indicator = indicators.get(query.indicator).at(dict(query.filters).get("stage"))
        place = self.place(scope, query.place)
        check_groups(indicator, query)
        if reason := does_not_apply(indicator, replace(query, by=()), place):
            return {None: Benchmark(kind, "", NOT_APPLICABLE, reason)}
        query = replace(query, expect=False)
        key = ("comparison", kind, query, scope.fingerprint, snap.release.release_id, self.rules.fingerprint)
        reading = self._reading(snap, scope)
        desk = Desk(
            snap,
            scope,
            self.rules,
            chooser=lambda reader: reading.of(reader).chooser(),
            run=reading.run_whole,
            kept=self.cache.get,
            exact=lambda asked: self.fetch(scope, asked).frame,
            peers=reading.of(NATION).courses().peers,
        )
        made = self.cache.get(
            key, lambda: benchmarks.series(desk, indicator, query, place, kind), lambda found: 1000 + 600 * len(found)
        )
        return cast(dict[str | None, Benchmark], made)

    def effect(self, scope: Scope, question: Question) -> Effect:
        """The effect that `question` asks for, see `data_access.effects`; raises `BadQuery` and `UnknownPlace`."""
        snap = self.snapshot()
        place = self.place(scope, question.place)
        return effects.ask(question, self._door(self._reading(snap, scope), place, ()))

    def gaps(self, scope: Scope, query: Query) -> Gaps:
        """The gaps of the indicator of `query` between kinds of schools, with their change; raises as `fetch` does."""
        found = self._about("gaps", scope, query, gaps.answer, Gaps, lambda made: 30_000)
        return cast(Gaps, found)

    def distribution(self, scope: Scope, query: Query) -> Distribution:
        """How unequal the schools of the place of `query` are, as aggregates; raises as `fetch` does."""
        found = self._about("distribution", scope, query, distribution.answer, Distribution, lambda made: 20_000)
        return cast(Distribution, found)

    def flows(self, scope: Scope, query: Query) -> Flows:
        """The lessons that needy schools of the place of `query` received, by macro region; raises as `fetch` does."""
        return cast(Flows, self._about("flows", scope, query, flows.answer, Flows, lambda made: 4_000))

    def _about(
        self,
        kind: str,
        scope: Scope,
        query: Query,
        make: Callable[[Indicator, Query, Door], Any],
        none: Callable[..., Any],
        size: Callable[[Any], int],
    ) -> Any:
        """What `make` says of the place and period of `query`, or `none` with the reason why it does not apply."""
        snap = _standing(self.snapshot(), query)
        indicator = indicators.get(query.indicator)
        place = self.place(scope, query.place)
        query = replace(query, by=(), expect=False, interval=False, against=None)
        if reason := does_not_apply(indicator, query, place) or ("place" if place.is_school else None):
            return none(reason=reason)
        key = (kind, query, scope.fingerprint, snap.release.release_id, self.rules.fingerprint)
        return self.cache.get(
            key, lambda: make(indicator, query, self._door(self._reading(snap, scope), place, [place])), size
        )

    def batches(self, scope: Scope, code: str) -> tuple[Batch, ...]:
        """The dated batches of programmes whose areas lie in the place `code`, the newest first; of an area its own."""
        return effects.batches(self._door(self._reading(self.snapshot(), scope), self.place(scope, code), ()))

    def explained(self, scope: Scope, query: Query) -> tuple[Result, list[Read]]:
        """Answer `query` afresh, and tell what was read for it."""
        with heard() as statements:
            snap = _standing(self.snapshot(), query)
            result = self._answer(snap, scope, query)
        return result, [self._read_of(snap, *asked) for asked in statements]

    def _read_of(self, snap: Snapshot, scope: Scope, statement: Select[Any]) -> Read:
        given = {"as_of": snap.release.as_of}
        rows = engine.rows_read(snap.engine, statement, seconds=self._seconds, parameters=given, scope=scope)
        return Read(tables_of(statement), engine.printed(snap.engine, statement, given), rows)

    def steps(self, scope: Scope, query: Query) -> list[Step]:
        """The statements that `query` runs for its sums and the table that each reads, for those who question them."""
        snap, indicator = self.snapshot(), indicators.get(query.indicator)
        place = self.place(scope, query.place)
        if indicator.method in TWO_SIDED:
            query = replace(query, by=(*query.by, "setting"))
        base = indicator.over or indicator
        return self._reading(snap, scope).chooser().facts(base, base.narrowed(query), place)

    def place(self, scope: Scope, code: str) -> Place:
        """The place `code` if the reader may see all of it; raises `UnknownPlace` if not, or if there is none."""
        snap = self.snapshot()
        found = snap.places.get(code)
        if found is not None:
            if snap.places.visible(found, scope):
                return found
            raise UnknownPlace(code)
        key = ("place", code, scope.fingerprint, snap.release.release_id)
        seen = self.cache.get(
            key,
            lambda: self._reading(snap, scope).schools(school.c.school_id == code),
            lambda seen: 1000,
        )
        if not seen:
            raise UnknownPlace(code)
        return cast(Place, seen[0])

    def search(self, scope: Scope, text: str, limit: int = 10) -> list[Place]:
        """Places of `scope` by name, pinyin, initials or code: at most `limit`, regions before schools, best first."""
        snap = self.snapshot()
        found = self._finder_of(snap).find(scope, text, limit)
        ids = [code for code in found if snap.places.get(code) is None]
        # The index names candidates; what a reader may see is asked where it always is.
        schools = self._reading(snap, scope).schools(school.c.school_id.in_(ids)) if ids else []
        held = {p.code: p for p in schools}
        seen = [snap.places.get(code) or held.get(code) for code in found]
        return [p for p in seen if p is not None and (p.is_school or snap.places.visible(p, scope))]

    def _finder_of(self, snap: Snapshot) -> Finder:
        """The index of the release, made by whoever searches first."""
        with self._indexing:
            if self._finder is None or self._finder[0] is not snap:
                self._finder = (snap, Finder.read(snap.places, self._reading(snap, NATION).rows))
            return self._finder[1]

    def children(self, scope: Scope, place: Place) -> list[Place]:
        """Places one level below `place`: regions, then schools that stand at `place` itself."""
        return self._reading(self.snapshot(), scope).children(place)

    def path(self, scope: Scope, place: Place) -> list[Place]:
        """The places above `place` that the reader may see, the highest first."""
        snap = self.snapshot()
        above = snap.places.ancestors(place)
        if place.is_school and place.parent and (stands := snap.places.get(place.parent)) is not None:
            above = [*snap.places.ancestors(stands), stands]
        # An area is no level of the tree: it is the top of the path of a reader who holds it.
        held = [a for code in sorted(scope.places) if (a := snap.places.get(code)) is not None and a.level == "area"]
        inside = {place.code, place.parent}
        tops = [a for a in held if a.code != place.code and inside & snap.places.below.get(a.code, frozenset())]
        return [*tops[:1], *(p for p in above if snap.places.visible(p, scope))]

    def areas(self, scope: Scope, place: Place) -> list[Place]:
        """Areas that lie wholly in `place` and in the reader's scope."""
        return units.areas_in(self.snapshot().places, place, scope)

    def codes(self, scope: Scope, column: str) -> tuple[str, ...]:
        """The codes of a segment such as `resource_kind` that stand in rows which the reader may see."""
        snap = self.snapshot()
        reading = self._reading(snap, scope)

        def read() -> tuple[str, ...]:
            steps = [reading.chooser().codes(fact, column) for fact in _facts_with(column)]
            return tuple(sorted({row["code"] for row in reading.taken(steps)}))

        key = ("codes", column, scope.fingerprint, snap.release.release_id)
        return cast(tuple[str, ...], self.cache.get(key, read, lambda codes: 60 * len(codes)))

    def milestones(self, scope: Scope, place: Place) -> pd.DataFrame:
        """The ledger of `place`: a row a milestone with its unit, due day, day done and evidence, by due day."""
        snap = self.snapshot()
        held = units.any_unit(scope, snap.places, place, None).subquery("units")
        seen = select(fact_milestone).where(fact_milestone.c.unit_code.in_(select(held.c.unit)))
        order = (fact_milestone.c.due_on, fact_milestone.c.unit_code, fact_milestone.c.milestone)
        return self._reading(snap, scope).run(seen.order_by(*order))

    def register(
        self, scope: Scope, name: str, place: Place, period: Period | None, filters: tuple[tuple[str, str], ...] = ()
    ) -> pd.DataFrame:
        """The rows of a list of `data_access.registers` for `place`; none where a filter does not apply to it.

        A count of few people is empty, and the `state` of its row says so.
        """
        snap = self.snapshot()
        code, statement = registers.REGISTERS[name]
        query = Query(code, place.code, period, (), filters, expect=False)
        if does_not_apply(indicators.get(code), query, place):
            return pd.DataFrame()
        key = ("register", name, query, scope.fingerprint, snap.release.release_id, self.rules.fingerprint)
        reading = self._reading(snap, scope)
        door = self._door(reading, place, ())

        def read() -> pd.DataFrame:
            return registers.without_few(name, reading.run(statement(query, door)), self.rules.people)

        return cast(pd.DataFrame, self.cache.get(key, read, weight))

    def home(self, scope: Scope) -> Place:
        """The place that a reader starts from: the nation, else the first area, region or school of the scope."""
        snap = self.snapshot()
        if scope.everything:
            return snap.places.root
        held = [p for code in sorted(scope.places) if (p := snap.places.get(code)) is not None]
        held.sort(key=lambda p: p.level != "area")
        seen = held or self._reading(snap, scope).schools(school.c.school_id.in_(sorted(scope.schools)))
        if not seen:
            raise UnknownPlace("")
        return seen[0]

    def first_school(self, place: Place) -> Place | None:
        """The first school of `place` by its id, for the demo accounts."""
        snap = self.snapshot()
        held = units.schools(NATION, snap.places, place, None).subquery("units")
        first = select(func.min(held.c.unit)).scalar_subquery()
        found = self._reading(snap, NATION).schools(school.c.school_id == first)
        return found[0] if found else None

    def _reading(self, snap: Snapshot, scope: Scope) -> Reading:
        return Reading(snap, scope, self.cache, self._seconds, self._rollups)

    def _door(self, reading: Reading, place: Place, rows: Sequence[Place]) -> Door:
        snap, scope = reading.snap, reading.scope

        def kept(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
            if listening():
                return make()
            return self.cache.get((*key, snap.release.release_id, snap.places.day), make, weight)

        def released(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
            return make() if listening() else snap.common.get((*key, snap.places.day), make, weight)

        def protect(base: Indicator, query: Query, cells: Cells) -> Cells:
            with unheard():
                return protected(base, query, cells, door)

        door = Door(
            snap,
            scope,
            self.rules,
            place,
            rows,
            ratio=lambda base, query: protect(base, query, reading.cells(base, query, place, rows)),
            protect=protect,
            run=reading.run,
            columns=reading.columns,
            run_whole=reading.run_whole,
            columns_whole=reading.of(NATION).columns,
            taken=reading.taken,
            amounts=reading.amounts,
            smallest=reading.smallest,
            thin=reading.thin,
            spreads=lambda base, query, at: reading.courses().spreads(base, query, at),
            expected=lambda base, query, found: reading.expected(base, query, place, found),
            chooser=lambda reader: reading.of(reader).chooser(),
            kept=kept,
            released=released,
            fetch=lambda query: self.fetch(scope, query),
            benchmark=lambda query, kind: self.benchmark_series(scope, query, kind),
        )
        return door


def _standing(snap: Snapshot, query: Query) -> Snapshot:
    """`snap` with the places of now, or as they were on the last day of the period of `query`."""
    if not query.then:
        return snap
    return replace(snap, places=snap.places.on((query.period or snap.months).end))


def _facts_with(column: str) -> list[Table]:
    """The facts that declared indicators filter by `column`."""
    own = {i.fact.name: i.fact for i in indicators.REGISTRY.values() if column in i.segments}
    return list(own.values())


def _size(result: Result) -> int:
    """Bytes of an answer: near enough to bound the cache."""
    return 2000 + 30 * result.cells.size
