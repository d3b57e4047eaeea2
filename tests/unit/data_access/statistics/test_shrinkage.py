"""Shrinkage: what must hold of it, and that a mixed model of the individuals says the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.mixed_linear_model import MixedLM

from data_access.statistics.shrinkage import shrunken, shrunken_rates

units = st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 20)), min_size=2, max_size=30)


def test_a_mixed_model_with_random_intercepts_agrees_on_balanced_data() -> None:
    noise = np.random.default_rng(11)
    schools, pupils = 40, 25
    scores = noise.normal(0, 3, schools)[:, None] + noise.normal(60, 10, (schools, pupils))
    frame = pd.DataFrame({"score": scores.ravel(), "school": np.repeat(np.arange(schools), pupils)})
    model = MixedLM.from_formula("score ~ 1", frame, groups="school").fit(reml=True)
    errors = np.full(schools, np.sqrt(scores.var(axis=1, ddof=1).mean() / pupils))
    found = shrunken(scores.mean(axis=1), errors)
    assert found.tau2 == pytest.approx(float(model.cov_re.iloc[0, 0]), rel=0.01)
    assert found.centre == pytest.approx(float(model.fe_params.iloc[0]), rel=0.01)
    effects = [float(model.random_effects[school].iloc[0]) for school in range(schools)]
    assert found.values - found.centre == pytest.approx(effects, rel=0.01, abs=0.01)


@given(units)
def test_values_are_drawn_towards_the_centre_and_none_beyond_it(given_units: list[tuple[float, float]]) -> None:
    values, errors = (np.array(column) for column in zip(*given_units, strict=True))
    found = shrunken(values, errors)
    assert ((found.kept >= 0) & (found.kept < 1)).all() and found.tau2 >= 0
    assert (np.abs(found.values - found.centre) <= np.abs(values - found.centre) + 1e-9).all()
    assert found.values.std() <= values.std() + 1e-9
    if found.tau2 == 0:
        assert (found.kept == 0).all() and found.values == pytest.approx(np.full(len(values), found.centre))


def test_the_more_people_the_more_a_unit_keeps_and_at_last_all() -> None:
    noise = np.random.default_rng(12)
    people = np.array([10, 100, 1_000, 100_000, 10_000_000] * 40)
    found = shrunken_rates(noise.binomial(people, noise.uniform(0.6, 0.9, 200)), people)
    kept = found.kept[:5]
    assert (np.diff(kept) > 0).all() and kept[-1] > 0.9999


def test_shrunken_rates_are_closer_to_the_truth() -> None:
    noise = np.random.default_rng(13)
    truth, people = noise.normal(0.8, 0.04, 500), noise.integers(8, 120, 500)
    passed = noise.binomial(people, truth)
    found = shrunken_rates(passed, people)
    assert np.square(found.values - truth).mean() < np.square(passed / people - truth).mean() / 2
    assert found.tau2 == pytest.approx(0.04**2, rel=0.25)


def test_where_chance_explains_all_nothing_is_kept() -> None:
    found = shrunken([50.0, 51.0, 49.0], [5.0, 5.0, 5.0])
    assert found.tau2 == 0 and (found.values == 50).all()
    assert shrunken([50.0, 51.0, 49.0], [5.0, 5.0, 5.0], centre=60.0).values == pytest.approx([60, 60, 60])


def test_units_without_a_value_have_none_and_count_for_nothing() -> None:
    some, more = (
        shrunken_rates([5, 90, 70], [10, 100, 100]),
        shrunken_rates([5, 90, 70, 0, np.nan], [10, 100, 100, 0, 9]),
    )
    assert more.values[:3] == pytest.approx(some.values)
    assert np.isnan(more.values[3:]).all() and (more.kept[3:] == 0).all()
    assert np.isnan(shrunken_rates([0], [0]).values).all()
    assert np.isnan(shrunken([np.nan], [1.0]).values).all()


@pytest.mark.parametrize("rate", [0, 1])
def test_where_all_or_none_succeed_everywhere_rates_stay(rate: int) -> None:
    found = shrunken_rates([10 * rate, 30 * rate], [10, 30])
    assert (found.values == rate).all() and found.tau2 == 0


def test_an_error_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        shrunken([1.0, 2.0], [0.0, 1.0])
