"""What may be shown of small numbers: thresholds and rules, in one place (trust.md section 3.2)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import compress, product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

VERSION = 2
"""Of the rules as they are written here: part of every key under which a protected answer is kept."""

FEW_SCHOOLS, DOMINATED, FEW_PEOPLE = "few_schools", "dominated", "few_people"
"""Why a number is withheld: too few units behind it, one or two that make it up, too few people."""


@dataclass(frozen=True)
class Rules:
    """The thresholds: a setting each, with the defaults of the policy.

    `people` is the least number of people behind a number (DISC-1, DISC-2, DISC-4), `own_school` that for a principal's
    own school; with 0 nothing is withheld inside the own scope. `base` is what counts are rounded to outside the own
    scope, `precise` the denominator from which a percentage has a decimal and shows its ends, `end` the percentage at
    which it stops below that. A benchmark needs `schools` other schools, and the rest beside its two largest must be
    `share` of the largest (DISC-5).
    """

    people: int = 10
    own_school: int = 5
    base: int = 5
    precise: int = 100
    end: float = 5.0
    schools: int = 5
    share: float = 0.1

    @cached_property
    def fingerprint(self) -> str:
        """A short text that differs where the rules or their thresholds do."""
        return hashlib.sha256(repr((VERSION, astuple(self))).encode()).hexdigest()[:12]


OPEN = Rules(people=0, own_school=0)
"""Nothing is withheld inside the own scope: for data about nobody, such as a test's invented country."""


@dataclass(frozen=True)
class Shown:
    """A value as it may be shown; `bound` is ``at_most`` or ``at_least`` where it is only the end of a range."""

    value: float
    bound: str | None = None


def rounded(count: float, base: int) -> int:
    """The multiple of `base` that is nearest to `count`, half of it upwards: at most `base` / 2 away."""
    return int(np.floor(count / base + 0.5)) * base


def percentage(numerator: float, denominator: float, rules: Rules) -> Shown | None:
    """A share of people outside the own scope, from rounded parts; None where these leave nothing to divide by."""
    above, below = rounded(numerator, rules.base), rounded(denominator, rules.base)
    if below <= 0:
        return None
    share = 100.0 * min(max(above / below, 0.0), 1.0)
    if below > rules.precise:  # so that what was rounded up to it does not count
        return Shown(round(share, 1))
    if share <= rules.end:
        return Shown(rules.end, "at_most")
    if share >= 100.0 - rules.end:
        return Shown(100.0 - rules.end, "at_least")
    return Shown(float(round(share)))


def dominated(parts: ArrayLike, share: float) -> bool:
    """Tell whether the second largest part could work the largest out to within `share` of it (p%-rule).

    Parts may be below zero: their size counts. Nothing but zeros is not dominated.
    """
    sizes = np.sort(np.abs(np.asarray(parts, dtype=float)))[::-1]
    largest = float(sizes[0]) if len(sizes) else 0.0
    return float(sizes[2:].sum()) < share * largest


def withheld(
    numerators: ArrayLike, denominators: ArrayLike | None, rules: Rules, *, personal: bool, people: float | None = None
) -> str | None:
    """Why a number over these other schools may not leave, or None: a row a school, both sides of a ratio.

    `people` is the number of people behind all of it where that is not the sum of the denominators.
    """
    sides = [side for side in (numerators, denominators) if side is not None]
    if len(np.asarray(sides[0])) < rules.schools:
        return FEW_SCHOOLS
    if any(dominated(side, rules.share) for side in sides):
        return DOMINATED
    if personal:
        behind = float(np.sum(np.asarray(sides[-1], dtype=float))) if people is None else people
        return FEW_PEOPLE if behind < rules.people else None
    return None


def blurred(value: float, *, whole: bool) -> float:
    """A quartile as it may be shown: a whole number for a share of people, else three figures that count."""
    if whole or value == 0 or not np.isfinite(value):
        return float(round(value))
    return float(f"{value:.3g}")


def parts_of(frame: Any, name: str) -> Floats:
    """The column `name` of a frame of totals as numbers, missing ones as zero."""
    return np.asarray(np.nan_to_num(np.asarray(frame[name], dtype=float)), dtype=np.float64)


Cell = tuple[Any, ...]
"""What tells a number of a table from the others."""
_CLOSE = 1e-6
"""So near a linear program comes to its end."""
_TOGETHER = 40
"""More cells than these that may be known too well are first moved together, so many times at most."""


def complemented(
    people: Mapping[Cell, float],
    lines: Sequence[Collection[Cell]],
    hidden: Iterable[Cell],
    least: float,
    *,
    alike: Sequence[Collection[Cell]] = (),
) -> frozenset[Cell]:
    """The `hidden` cells and those that must be hidden with them, so that no total gives one of them away (DISC-3).

    `people` are the people of each cell, `lines` the sets of cells whose sum is shown. Hidden cells of a line are two
    or more of at least `least` people in all, and all lines together leave a range of `least` for each. What is added
    is the smallest cell that touches the fewest untouched lines and sets of cells that are `alike`; cells of nobody
    cannot be added. A line that has no other cells stays as it is: its sum is the hidden number itself.
    """
    whole = {frozenset(cell for cell in line if people.get(cell, 0) > 0) for line in lines}
    held = sorted((line for line in whole if len(line) > 1), key=lambda line: (len(line), sorted(map(str, line))))
    alone = {cell for line in whole if len(line) == 1 for cell in line}
    through, kinds = _through(held), _through([frozenset(kind) for kind in alike])
    closed, attacker = {cell for cell in hidden if people.get(cell, 0) > 0}, _Attacker(people, held, {}, {})

    def cheapest(line: frozenset[Cell]) -> Cell | None:
        def cost(cell: Cell) -> tuple[float, ...]:
            untouched = [other for other in (*through[cell], *kinds[cell]) if not other & closed]
            return (cell in alone, len(untouched), people[cell])

        open_ = line - closed
        return min(open_, key=lambda cell: (*cost(cell), str(cell)), default=None)

    def is_open(line: frozenset[Cell]) -> bool:
        inside = line & closed
        return bool(inside) and (len(inside) < 2 or sum(people[cell] for cell in inside) < least)

    risky = [is_open(line) for line in held]
    at = {line: i for i, line in enumerate(held)}
    while True:
        added = next((cell for cell in map(cheapest, compress(held, risky)) if cell is not None), None)
        if added is None and any(len(through[cell]) > 1 for cell in closed):
            known = (line for cell in attacker.narrowed(closed, least) for line in through[cell])
            added = next((cell for cell in map(cheapest, known) if cell is not None), None)
        if added is None:
            return frozenset(closed)
        closed.add(added)
        for line in through[added]:
            risky[at[line]] = is_open(line)


def _through(lines: Sequence[frozenset[Cell]]) -> dict[Cell, list[frozenset[Cell]]]:
    through: dict[Cell, list[frozenset[Cell]]] = defaultdict(list)
    for line in lines:
        for cell in line:
            through[cell].append(line)
    return through


@dataclass
class _Attacker:
    """Who knows the sums of all lines and the cells that are shown, and asks what a hidden cell can be."""

    people: Mapping[Cell, float]
    lines: Sequence[frozenset[Cell]]
    low: dict[Cell, float]
    high: dict[Cell, float]

    def narrowed(self, closed: Set[Cell], least: float) -> list[Cell]:
        """The `closed` cells that the attacker knows to within less than `least`, by linear programming.

        What a cell was once found to be it can be still when more is hidden: the ends are kept.
        """
        touched = [line for line in self.lines if not line.isdisjoint(closed)]
        cells = sorted({cell for line in touched for cell in line & closed}, key=str)
        at = {cell: i for i, cell in enumerate(cells)}
        pairs = [(row, at[cell]) for row, line in enumerate(touched) for cell in line & closed]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        sums = csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(touched), len(cells)))
        true = np.array([self.people[cell] for cell in cells], dtype=float)
        low, high = (np.array([ends.get(cell, self.people[cell]) for cell in cells]) for ends in (self.low, self.high))
        totals = sums @ true

        def look(cost: Floats) -> None:
            found = linprog(cost, A_eq=sums, b_eq=totals)
            can_be = true if found.x is None else found.x
            np.minimum(low, can_be, out=low)
            np.maximum(high, can_be, out=high)

        # No cell can be more than what all hidden ones of a line are together.
        most = np.full(len(cells), np.inf)
        np.minimum.at(most, columns, totals[rows])
        asked = np.flatnonzero(most >= least - _CLOSE)

        # Those that may be known too well are moved together, any up and any down, and what is left then one by one.
        for cost in np.random.default_rng(0).standard_normal((_TOGETHER, len(asked))):
            if (left := (high - low)[asked] < least).sum() > _TOGETHER:
                together = np.zeros(len(cells))
                together[asked] = cost * left
                look(together)
        for i, sign in product(asked, (1.0, -1.0)):
            if high[i] - low[i] < least:
                alone = np.zeros(len(cells))
                alone[i] = sign
                look(alone)
        self.low.update(zip(cells, low, strict=True))
        self.high.update(zip(cells, high, strict=True))
        return [cells[i] for i in np.flatnonzero(high - low < least - _CLOSE)]
