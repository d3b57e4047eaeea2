"""What a course is kept under and how it is cut: questions without their time, their kinds and their segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data_access.courses.course import Counts, Sums
from data_access.query import Query
from data_access.rollups.cubes import KINDS


def by_kind(query: Query) -> tuple[Query, tuple[str, ...]]:
    """`query` with its kinds of schools as its last groups, and these kinds, the last first: one reading has all kinds.

    Where segments make many rows besides, only the kind of which there are fewer is read so.
    """
    kinds = sorted((pair for pair in query.filters if pair[0] in KINDS), key=lambda pair: KINDS.index(pair[0]))
    if named(query) - set(KINDS):
        kinds = kinds[-1:]
    others = tuple(pair for pair in query.filters if pair not in kinds)
    by = (*query.by, *(name for name, _ in kinds))
    return replace(query, by=by, filters=others), tuple(code for _, code in reversed(kinds))


def by_segment(query: Query) -> tuple[Query, tuple[str, ...]]:
    """`query` about one place with the segment that it filters by, if any, as its last group, and its code."""
    own = [pair for pair in query.filters if pair[0] not in KINDS]
    others = tuple(pair for pair in query.filters if pair not in own)
    by = (*query.by, *(name for name, _ in own))
    return replace(query, by=by, filters=others), tuple(code for _, code in own)


def only(codes: Iterable[str], sums: Sums, counts: Counts | None) -> tuple[Sums, Counts | None]:
    """The rows whose last groups are `codes`, the last first."""
    for code in codes:
        sums, counts = sums.of(-1, code), None if counts is None else counts.of(-1, code)
    return sums, counts


def named(query: Query) -> set[str]:
    """What `query` groups and filters by besides places and time."""
    return {*query.other_groups, *(name for name, _ in query.filters)}


def timeless(query: Query) -> Query:
    """What a course is kept under: the question without its indicator and its time."""
    by = tuple(name for name in query.by if name != query.time_group)
    return replace(query, indicator="", period=None, by=by, expect=True)
