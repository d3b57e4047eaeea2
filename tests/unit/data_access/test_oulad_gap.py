"""Real data: the gap in pass rates between the least and the most deprived, and a funnel plot of the regions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from data_access.query import Result
from data_access.statistics.funnel import curves, funnel, grid
from data_access.statistics.gap import Side, behind, gap
from data_access.statistics.same_schools import gap_within

Ask = Callable[..., Result]

MOST, LEAST = "0-10%", "90-100%"
"""The most and the least deprived tenth of neighbourhoods, as the files call them."""


@pytest.fixture(scope="module")
def schools(real: Ask) -> pd.DataFrame:
    """Numerators and denominators of T04 by school, in columns by tenth."""
    found = pd.concat(
        [real("T04", region, "child cohort").frame for region in real("T04", by="child").frame.place_code]
    )
    sums = found[["numerator", "denominator"]].astype("Float64").astype(float)
    held = pd.concat([found[["place_code", "cohort"]], sums], axis=1)[found["cohort"].isin([MOST, LEAST])]
    return held.pivot(index="place_code", columns="cohort", values=["numerator", "denominator"])


def side(schools: pd.DataFrame, cohort: str) -> tuple[np.ndarray, np.ndarray]:
    return schools["numerator"][cohort].to_numpy(), schools["denominator"][cohort].to_numpy()


def test_the_gap_between_the_least_and_the_most_deprived_is_beyond_chance(schools: pd.DataFrame) -> None:
    found = gap_within(side(schools, MOST), side(schools, LEAST))
    far = gap_within(side(schools, MOST), side(schools, LEAST), coverage=0.998)
    assert len(schools) > 200 and found is not None and far is not None
    assert round(100 * found.value, 1) == 22.4  # 57.53 − 35.16
    assert 0.19 < found.lower < found.value < found.upper < 0.26
    assert far.lower > 0.15


def test_it_is_as_large_in_every_form(real: Ask, schools: pd.DataFrame) -> None:
    rates = real("T04", by="cohort").frame.set_index("cohort")
    values, people = rates["value"].astype(float), rates["denominator"].astype(float)
    assert (round(values[MOST], 2), round(values[LEAST], 2)) == (35.16, 57.53)
    clustered = gap_within(side(schools, MOST), side(schools, LEAST))
    assert clustered is not None
    found = gap(*(Side(value, value - 1, value + 1) for value in (values[MOST], values[LEAST])))
    assert found.absolute.value == pytest.approx(100 * clustered.value)
    assert found.parity is not None and found.parity.value == pytest.approx(35.16 / 57.53, abs=1e-3)
    more = behind(found.absolute.value, people[MOST], scale=100)
    passed = float(rates["numerator"].astype(float)[MOST])
    assert (passed + more) / people[MOST] >= values[LEAST] / 100 > (passed + more - 1) / people[MOST]


def test_regions_differ_by_more_than_chance_and_few_stand_out_in_the_funnel(real: Ask) -> None:
    regions = real("T04", by="child").frame.set_index("place_code")
    passed, people = regions["numerator"].astype(float), regions["denominator"].astype(float)
    drawn = funnel(passed, people, float(passed.sum() / people.sum()))
    assert drawn.over_dispersed and drawn.spread.phi > 5
    lines = curves(drawn, grid(people))
    assert lines.wide is not None and (lines.wide.lower <= lines.exact.lower).all()
    alone = [funnel([x], [n], drawn.centre).beyond[0] for x, n in zip(passed, people, strict=True)]
    named = dict(zip(regions.index, alone, strict=True))
    assert named["UK-north-western"] == -2 and named["UK-ireland"] == 2
    assert np.count_nonzero(drawn.beyond) < np.count_nonzero(alone)
