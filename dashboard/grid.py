"""Where the panels of a page stand: rows of twelve columns that are filled, whichever panels a level leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from dashboard.page import Page, Panel

WIDTH = 12
Size = tuple[int, int]
"""Columns and rows."""


def place(page: Page, panel: Panel, level: str) -> str:
    """The width and height of `panel` among those that stand on `level`, as classes of the style sheet."""
    columns, rows = _sizes(page.panels, level).get(panel.id, (panel.columns, panel.rows))
    return f"col-{columns}" + (f" rows-{rows}" if rows > 1 else "")


@cache
def _sizes(panels: tuple[Panel, ...], level: str) -> dict[str, Size]:
    sizes = {p.id: (p.columns, p.rows) for p in panels if p.stands_on(level)}
    return filled(list(sizes.values()), list(sizes))


def filled(sizes: Sequence[Size], names: Sequence[str]) -> dict[str, Size]:
    """The sizes by name, made larger where a row has room left: its panels share it; what would stand beside nothing
    for a part of its height takes the whole width.
    """
    found = dict(zip(names, sizes, strict=True))
    while room := _first_with_room(found):
        row, starts = room
        single = [name for name, at in starts.items() if at == row and found[name][1] == 1]
        if single:
            beside = sum(
                w for name, (w, h) in found.items() if name not in single and starts[name] <= row < starts[name] + h
            )
            share, rest = divmod(WIDTH - beside, len(single))
            found |= {name: (share + (i < rest), 1) for i, name in enumerate(single)}
        else:
            tall = next(name for name, (_, h) in found.items() if starts[name] <= row < starts[name] + h)
            found[tall] = (WIDTH, 1)
    return found


def _first_with_room(sizes: dict[str, Size]) -> tuple[int, dict[str, int]] | None:
    """The first row that is not full, and the row in which each panel begins, as a browser places them in turn."""
    taken: Counter[int] = Counter()
    starts: dict[str, int] = {}
    row = 0
    for name, (width, height) in sizes.items():
        while any(taken[row + i] + width > WIDTH for i in range(height)):
            row += 1
        starts[name] = row
        taken.update({row + i: width for i in range(height)})
    free = next((r for r in sorted(taken) if taken[r] < WIDTH), None)
    return None if free is None else (free, starts)
