"""From sums to an answer: pure functions that add what SQL left out (places without rows, states, values)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import pandas as pd

from data_access.buckets import BUCKET
from data_access.cells import COLUMNS, COUNTS, Cells
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import NOT_APPLICABLE, NOT_REPORTED, SUPPRESSED, VALUE, Query
from data_access.schema import TAUGHT_IN, UNASSIGNED

Key = tuple[Any, ...]
Rows = Sequence[Mapping[str, Any]]
"""The rows of a statement, each by column name."""
Rule = Callable[[float, float], float | None]
Valued = tuple[float | None, str]
"""A value and its state."""

# A school that is closed in the period, or a rest that is empty, is no row of an answer; a region always is.
_ONLY_WITH_ROWS = ("school", UNASSIGNED)


def assemble(
    indicator: Indicator,
    query: Query,
    found: Rows,
    expected: Mapping[Key, int] | None,
    places: Sequence[Place],
    span: Period,
) -> Cells:
    """Join sums and expectations into the rows of an answer.

    `found` has a row a group with `numerator`, `denominator`, `n_reported`; `expected` maps (place, bucket, *others) to
    a number of schools, None where nobody can say; `places` are the rows of an answer by place, in order.
    """
    sums = _by_key(query, found)
    keys = _keys(indicator, query, sums, expected or {}, places, span)
    named = {p.code: p for p in places}
    rows = []
    for key in keys:
        code, bucket, *others = key
        row = sums.get(key)
        place = named.get(code)
        n_expected = None if expected is None else expected.get(key, 0)
        if place is None:
            continue
        if row is None and not n_expected and query.place_group == "child" and place.level in _ONLY_WITH_ROWS:
            continue
        numerator, denominator, n_reported = row if row is not None else (None, None, 0)
        value, state = evaluate(indicator, numerator, denominator)
        if place.is_school and indicator.of_regions:
            state = NOT_APPLICABLE
        cells = (code, place.name_zh, place.name_en, bucket or str(query.period or span))
        rows.append((*cells, numerator, denominator, value, *others, n_reported, n_expected, state))
    return Cells.of(rows, [*COLUMNS, *query.other_groups, *COUNTS])


def evaluate(indicator: Indicator, numerator: float | None, denominator: float | None) -> Valued:
    """Value and state of a ratio of sums: nothing reported, nothing to divide by, or a value (zero is one)."""
    if numerator is None:
        return None, NOT_REPORTED
    if indicator.denominator is None:
        return float(numerator), VALUE
    if not denominator:
        return None, NOT_APPLICABLE
    return indicator.scale * float(numerator) / float(denominator), VALUE


def not_applicable(query: Query, places: Sequence[Place], span: Period) -> Cells:
    """The answer to a question that the indicator does not know: a row a place, without numbers."""
    names = [*COLUMNS, *query.other_groups, *COUNTS]
    given = {"period": str(query.period or span), "n_reported": 0, "state": NOT_APPLICABLE}
    rows = [
        given | {"place_code": p.code, "name_zh": p.name_zh, "name_en": p.name_en}
        for p in places
        if p.level != UNASSIGNED
    ]
    return Cells.of([tuple(row.get(name) for name in names) for row in rows], names)


def sided(query: Query, inner: Cells, rule: Rule) -> Cells:
    """What `rule` makes of urban and rural, from an answer that is grouped by setting besides the groups of `query`.

    It has no numerator and no denominator of its own; its counts are those of both sides.
    """
    keys = ["place_code", "name_zh", "name_en", "period", *query.other_groups]
    groups: dict[Key, dict[str, Mapping[str, Any]]] = {}
    for row in inner.rows():
        own = groups.setdefault(tuple(row[name] for name in keys), {})
        own |= {row["setting"]: row} if row["setting"] in ("urban", "rural") else {}
    rows = []
    for key, both in groups.items():
        urban, rural = (both[side]["value"] if side in both else None for side in ("urban", "rural"))
        known = urban is not None and rural is not None
        value = rule(urban, rural) if urban is not None and rural is not None else None
        expected = [row["n_expected"] for row in both.values() if row["n_expected"] is not None]
        state = NOT_REPORTED if not known else NOT_APPLICABLE if value is None else VALUE
        state = SUPPRESSED if any(row["state"] == SUPPRESSED for row in both.values()) else state
        cells = dict(zip(keys, key, strict=True)) | {"value": value, "state": state}
        cells["n_reported"] = sum(row["n_reported"] for row in both.values())
        rows.append(cells | {"n_expected": sum(expected) if expected else None})
    names = [*COLUMNS, *query.other_groups, *COUNTS]
    return Cells.of([tuple(row.get(name) for name in names) for row in rows], names)


def revalued(query: Query, cells: Cells, values: Mapping[Key, Valued]) -> Cells:
    """`cells` with other values, by `key_of` its rows, in place of its ratios; what has none does not apply."""
    rows = cells.rows()
    for row in rows:
        row["numerator"], row["denominator"] = None, None
        if row["state"] == VALUE:
            row["value"], row["state"] = values.get(key_of(query, row), (None, NOT_APPLICABLE))
    return Cells.of([tuple(row.values()) for row in rows], tuple(cells.columns))


def key_of(query: Query, row: Mapping[str, Any]) -> Key:
    """What tells a row of an answer from the others: place, bucket of time, segment."""
    return (row["place_code"], row["period"] if query.time_group else None, *(row[g] for g in query.other_groups))


def keyed(query: Query, found: Rows) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """The rows of a statement with the keys that their rows of the answer will have."""
    for row in found:
        if not query.time_group or not _is_null(row[BUCKET]):
            yield (row.get("child", query.place), bucket_label(query, row), *(row[g] for g in query.other_groups)), row


def open_in(
    found: Rows, query: Query, period: Period | None, span: Period, grain: str, *, taught: bool
) -> dict[Key, int]:
    """Count schools that are open in the period (in each bucket of it), from `compile.open_schools`."""
    buckets: list[tuple[str | None, Period | None]] = [(None, period)]
    if query.time_group:
        whole = period or span
        labels = whole.buckets(query.time_group, grain)
        buckets = [(label, _bucket_period(label).within(whole) or _bucket_period(label)) for label in labels]
    counts: dict[Key, int] = {}
    for row in found:
        for label, bucket in buckets:
            if not _open(row["valid_from"], row["valid_to"], bucket):
                continue
            for others in groups_of(query, row, taught):
                key = (row.get("child", query.place), label, *others)
                counts[key] = counts.get(key, 0) + int(row["n"])
    return counts


def due_in(found: Rows, query: Query, *, taught: bool) -> dict[Key, int]:
    """Count schools that owed a report, from `compile.reports_due`."""
    counts: dict[Key, int] = {}
    for row in found:
        label = bucket_label(query, row)
        for others in groups_of(query, row, taught):
            key = (row.get("child", query.place), label, *others)
            counts[key] = counts.get(key, 0) + int(row["n"])
    return counts


def in_weeks(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Give every week the schools that owed a report in its month."""
    return {
        (place, week, *others): n
        for (place, month, *others), n in counts.items()
        for week in Period.parse(str(month)).labels("week")
    }


def spread(counts: Mapping[Key, int], query: Query, asked: Query, found: Rows) -> dict[Key, int]:
    """Give every segment that was found the schools of its place and time: a school owes all segments.

    `counts` are by the groups of `asked`, which are those of `query` less the segments.
    """
    segments = {key[2:] for key in _by_key(query, found)}
    kept = [i for i, name in enumerate(query.other_groups) if name in asked.other_groups]
    spreading: dict[Key, int] = {}
    for key, n in counts.items():
        for segment in segments:
            if tuple(segment[i] for i in kept) == key[2:]:
                spreading[(*key[:2], *segment)] = n
    return spreading


def groups_of(query: Query, row: Mapping[str, Any], taught: bool) -> list[Key]:
    """The groups that a school counts in: a nine-year school is primary and junior where a fact says so."""
    choices: list[list[Any]] = []
    for name in query.other_groups:
        own = row.get(name)
        stages = [stage for stage, kinds in TAUGHT_IN.items() if own in kinds] if name == "stage" and taught else []
        choices.append(stages or [own])
    return list(product(*choices))


def _bucket_period(label: str) -> Period:
    if len(label) == len("2024-09-02"):
        month = date.fromisoformat(label).replace(day=1)
        return Period(month, month)
    return Period.parse(label)


def _open(valid_from: Any, valid_to: Any, period: Period | None) -> bool:
    if period is None:
        return True
    started = valid_from is None or pd.isna(valid_from) or pd.Timestamp(valid_from).date() <= period.end
    return started and (valid_to is None or pd.isna(valid_to) or pd.Timestamp(valid_to).date() >= period.first)


def _by_key(query: Query, found: Rows) -> dict[Key, tuple[float | None, float | None, int]]:
    sums: dict[Key, tuple[float | None, float | None, int]] = {}
    for key, row in keyed(query, found):
        numerator = _number(row["numerator"])
        if numerator is None and not row["n_reported"]:
            continue  # a sum over no row at all
        sums[key] = (numerator, _number(row["denominator"]), int(row["n_reported"]))
    return sums


def bucket_label(query: Query, row: Mapping[str, Any]) -> str | None:
    """The week, month, term or school year of a row, as text."""
    if not query.time_group:
        return None
    lengths = {"month": len("2024-09"), "week": len("2024-09-02")}
    return str(row[BUCKET])[: lengths.get(query.time_group)]


def _keys(
    indicator: Indicator,
    query: Query,
    sums: Mapping[Key, Any],
    expected: Mapping[Key, int],
    places: Sequence[Place],
    span: Period,
) -> list[Key]:
    """The rows of an answer in order: every place and every bucket, but only segments that were seen."""
    codes = [p.code for p in places]
    buckets: list[str | None] = [None]
    if query.time_group:
        seen = sorted({k[1] for k in sums})
        held = (query.period or span).buckets(query.time_group, indicator.grain)
        buckets = [*sorted({*held, *seen})] if query.period else [*_between(seen, held)] or [None]
    if not query.other_groups:
        return [(code, bucket) for code in codes for bucket in buckets]
    # Where no segment was seen, "not reported" still is a row.
    nothing = (None,) * len(query.other_groups)
    others = sorted({k[2:] for k in (*sums, *expected)}, key=lambda k: tuple(str(v) for v in k)) or [nothing]
    return [(code, bucket, *other) for code in codes for bucket in buckets for other in others]


def _between(seen: list[str], held: list[str]) -> list[str]:
    return [label for label in sorted({*held, *seen}) if seen and seen[0] <= label <= seen[-1]]


def _number(value: Any) -> float | None:
    if _is_null(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _is_null(value: Any) -> bool:
    # NaN is what a null number becomes on its way through a frame, and the only value unlike itself.
    return value is None or value is pd.NaT or bool(value != value)
