"""A page is declared once, at one address, with panels that exist."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.kpi_card import GAP_CARDS
from dashboard.findings import FINDINGS
from dashboard.grid import filled, place
from dashboard.page import GROUPS, PAGES, READERS, Panel, page
from dashboard.panels import KINDS
from dashboard.view import SEGMENTS
from data_access.indicators import get

WIDTHS = (4, 5, 6, 7, 8, 12)
"""The sheets have a class for each of these."""


@pytest.fixture
def declared(pages: None) -> Iterator[None]:
    """The pages as they are, and again afterwards."""
    held = dict(PAGES)
    yield
    PAGES.clear()
    PAGES.update(held)


def declare(
    key: str = "new", path: str = "/new", group: str = "themes", roles: tuple[str, ...] = READERS, **parts: object
) -> None:
    """Declare a page."""
    page(key, path, group=group, icon="flag", indicators=("R02",), roles=roles, **parts)


def test_a_declared_page_is_found(declared: None) -> None:
    declare(panels=(Panel("trend", "trend"),))
    assert PAGES["new"].panel("trend") == Panel("trend", "trend")
    assert PAGES["new"].panel("other") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "usage"},
        {"path": "/usage"},
        {"group": "nonsense"},
        {"roles": ()},
        {"roles": ("administrator",)},
        {"panels": (Panel("a", "trend"), Panel("a", "ranked"))},
    ],
    ids=["key taken", "address taken", "no such group", "for nobody", "for who reads no data", "two panels of one id"],
)
def test_a_wrong_declaration_is_refused_and_changes_nothing(declared: None, wrong: dict[str, object]) -> None:
    before = dict(PAGES)
    with pytest.raises(ValueError, match=r"new|usage"):
        declare(**wrong)  # type: ignore[arg-type]
    assert before == PAGES


@pytest.mark.parametrize(
    ("levels", "shown", "hidden"),
    [
        ((), ["nation", "school", "area"], []),
        (("nation",), ["nation"], ["province", "school"]),
        (("-school",), ["nation", "county", "area"], ["school"]),
    ],
)
def test_a_panel_stands_on_its_levels(levels: tuple[str, ...], shown: list[str], hidden: list[str]) -> None:
    panel = Panel("p", "trend", levels=levels)
    assert all(panel.stands_on(level) for level in shown)
    assert not any(panel.stands_on(level) for level in hidden)


def test_a_school_has_cards_of_its_own_where_the_page_names_some(declared: None) -> None:
    declare(cards=("R02", "G08"), school_cards=("R02", "G01"))
    declare("same", "/same", cards=("R02",))
    assert PAGES["new"].cards_on("county") == ("R02", "G08")
    assert PAGES["new"].cards_on("school") == ("R02", "G01")
    assert PAGES["new"].every_card == ("R02", "G08", "G01")
    assert PAGES["same"].cards_on("school") == ("R02",)


def test_no_card_of_a_school_is_about_many_places(pages: None) -> None:
    for held in PAGES.values():
        for code in held.cards_on("school"):
            assert code not in GAP_CARDS
            assert not get(code).of_regions and get(code).over is None, (held.key, code)


def test_pages_name_only_what_exists(pages: None) -> None:
    assert set(PAGES) >= {"overview", "usage", "training", "divide", "pilots", "indicators"}
    for held in PAGES.values():
        assert held.group in GROUPS
        assert held.finding in FINDINGS
        assert set(held.segments) <= set(SEGMENTS)
        for code in (
            *held.indicators,
            *(c for c in held.every_card if c not in GAP_CARDS),
            *(c for p in held.panels for c in p.indicators),
        ):
            assert get(code).code == code
        for panel in held.panels:
            assert panel.kind in KINDS
            assert 1 <= panel.columns <= 12


@pytest.mark.parametrize("level", ["nation", "province", "county", "area", "school"])
def test_the_panels_of_a_page_fill_its_rows_on_every_level(pages: None, level: str) -> None:
    for held in PAGES.values():
        standing = [panel for panel in held.panels if panel.stands_on(level)]
        taken = [0]  # columns of each row, the one that is being filled first
        for panel in standing:
            columns, rows = (int(part.partition("-")[2]) for part in f"{place(held, panel, level)} rows-1".split()[:2])
            assert columns in WIDTHS
            while taken and taken[0] == 12:
                taken.pop(0)
            taken += [0] * (rows - len(taken))
            for row in range(rows):
                taken[row] += columns
            assert max(taken) <= 12, (held.key, panel.id)
        assert set(taken) == ({12} if standing else {0}), held.key


@given(st.lists(st.tuples(st.sampled_from(WIDTHS), st.sampled_from((1, 2))), max_size=9))
def test_whatever_stands_fills_its_rows_and_none_is_made_narrower(sizes: list[tuple[int, int]]) -> None:
    found = filled(sizes, [str(i) for i in range(len(sizes))]).values()
    assert sum(columns * rows for columns, rows in found) % 12 == 0
    assert all(then <= now <= 12 for (then, _), (now, _) in zip(sizes, found, strict=True))


def test_a_page_stands_as_it_is_declared_where_all_its_panels_do(pages: None) -> None:
    for held in PAGES.values():
        for panel in held.panels if all(p.stands_on("nation") for p in held.panels) else ():
            assert place(held, panel, "nation").split()[0] == f"col-{panel.columns}"
