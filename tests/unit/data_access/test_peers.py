"""Similar schools: each school in one group, no group smaller than it need be, a code that says what they share."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.peers import LEAST, Cell, PeerGroup, grouped, joined, known, span_of

BANDS = ["under_100", "100_499", "500_999", "1000_1999", "2000_up"]
REGIONS = ["east", "northeast", "central", "west"]
CELLS = st.builds(
    Cell,
    st.sampled_from(["primary", "junior"]),
    st.sampled_from(["urban", "rural"]),
    st.sampled_from(BANDS),
    st.sampled_from(REGIONS),
)


@given(st.dictionaries(CELLS, st.integers(0, 90), max_size=60))
def test_groups_share_out_the_schools_and_are_large_where_they_can_be(cells: dict[Cell, int]) -> None:
    groups = grouped(cells)
    assert set(groups) == set(cells)
    sizes: Counter[PeerGroup] = Counter()
    of_kind: Counter[tuple[str, str]] = Counter()
    for cell, n in cells.items():
        sizes[groups[cell]] += n
        of_kind[cell.stage, cell.setting] += n
    for cell, group in groups.items():
        assert (group.stage, group.setting) == (cell.stage, cell.setting)
        assert not group.bands or cell.band in group.bands
        assert not group.regions or cell.region in group.regions
        if of_kind[cell.stage, cell.setting] >= LEAST:
            assert sizes[group] >= LEAST
        else:
            assert (group.bands, group.regions) == ((), ())  # nothing coarser is left
        bands = [BANDS.index(band) for band in group.bands]
        # Neighbours of the bands that there are.
        between = {c.band for c in cells if (c.stage, c.setting) == (cell.stage, cell.setting)}
        assert all(
            BANDS[i] in group.bands for i in range(min(bands, default=0), max(bands, default=-1)) if BANDS[i] in between
        )
        assert PeerGroup.parse(group.code) == group


@given(st.dictionaries(CELLS, st.integers(0, 90), max_size=40))
def test_the_order_of_the_schools_does_not_matter(cells: dict[Cell, int]) -> None:
    assert grouped(cells) == grouped(dict(reversed(cells.items())))


def test_region_types_are_given_up_before_bands() -> None:
    cells = {Cell("primary", "urban", band, region): 8 for band in BANDS[2:4] for region in REGIONS}
    assert {g.code for g in grouped(cells).values()} == {"primary.urban.500_999.*", "primary.urban.1000_1999.*"}


def test_a_group_as_fine_as_can_be() -> None:
    cells = {Cell("primary", "urban", band, region): 30 for band in BANDS for region in REGIONS}
    assert grouped(cells)[Cell("primary", "urban", "500_999", "central")].code == "primary.urban.500_999.central"


def test_small_types_of_region_join_their_neighbour() -> None:
    counts = {"east": 60, "northeast": 50, "central": 20, "west": 25}
    groups = grouped({Cell("junior", "town", "100_499", region): n for region, n in counts.items()})
    assert groups[Cell("junior", "town", "100_499", "west")].code == "junior.town.*.central+west"
    assert groups[Cell("junior", "town", "100_499", "east")].code == "junior.town.*.east"


def test_the_smallest_joins_its_smaller_neighbour() -> None:
    assert joined([("a", 40), ("b", 5), ("c", 35), ("d", 40)], 30) == [("a",), ("b", "c"), ("d",)]
    assert joined([("a", 3), ("b", 4)], 30) == [("a", "b")]
    assert joined([], 30) == []


def test_a_school_that_lacks_what_others_tell_has_no_group() -> None:
    given = [("primary", "urban", "500_999", None), ("primary", "urban", None, None), (None, "urban", "500_999", None)]
    assert known(given) == [Cell("primary", "urban", "500_999"), None, None]


def test_what_nobody_tells_is_not_asked_for() -> None:
    assert known([("primary", "urban", None, None)]) == [Cell("primary", "urban")]
    assert grouped({Cell("primary", "urban"): 3})[Cell("primary", "urban")].code == "primary.urban.*.*"


@pytest.mark.parametrize(
    ("band", "span"),
    [("under_100", (None, 99)), ("500_999", (500, 999)), ("2000_up", (2000, None)), ("large", None), ("", None)],
)
def test_sizes_are_read_from_the_code_of_a_band(band: str, span: tuple[int | None, int | None] | None) -> None:
    assert span_of(band) == span


def test_merged_bands_have_one_span() -> None:
    group = PeerGroup.parse("primary.urban.500_999+1000_1999+2000_up.*")
    assert group is not None
    assert group.sizes == (500, None)
    assert PeerGroup("primary", "urban").sizes is None


@pytest.mark.parametrize("code", [None, "", "G7", "a.b.c", "primary.urban.500_999.moon", "primary..x.east"])
def test_a_code_made_elsewhere_says_nothing(code: str | None) -> None:
    assert PeerGroup.parse(code) is None
