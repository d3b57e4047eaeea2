"""The indicators are those of the catalogue that the project was given, which lies beside the repository."""

from __future__ import annotations

import csv
import re

import pytest

from data_access.indicators import REGISTRY
from data_access.indicators.model import Indicator, Line
from tests.conftest import ROOT

CATALOGUE = ROOT.parent / "shared" / "design" / "indicators.csv"


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    """The rows of the catalogue by code."""
    if not CATALOGUE.is_file():
        pytest.skip(
            f"the catalogue is no part of the repository, and ../{CATALOGUE.relative_to(ROOT.parent)} is absent"
        )
    with CATALOGUE.open(encoding="utf-8") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


def test_every_indicator_is_declared_and_no_other(catalogue: dict[str, dict[str, str]]) -> None:
    assert set(REGISTRY) == set(catalogue) and len(catalogue) == 52


@pytest.mark.parametrize("code", REGISTRY)
def test_it_is_declared_as_the_catalogue_says(catalogue: dict[str, dict[str, str]], code: str) -> None:
    row, indicator = catalogue[code], REGISTRY[code]
    # "of a rate (G10:R02)" is said by the name of the rate that stands there once it is taken.
    name = re.sub(r"( of a rate)?( \([A-Z]\d\d:[A-Z]\d\d\))?$", "", row["name_en"])
    assert (indicator.name.en, indicator.name.zh) == (name, row["name_zh"])
    # Points of a score are read as 分 and those of a share as 百分点: the catalogue has one word for both.
    unit = {"score": "points"}.get(indicator.unit, indicator.unit)
    assert (indicator.theme, unit, indicator.direction) == (row["theme"], row["unit"], row["direction"])
    assert indicator.standard == row["standard"]
    assert lines(indicator) == given(row["line"], row["line_basis"])


def lines(indicator: Indicator) -> dict[str, Line]:
    """The lines of an indicator by stage; the one of all stages has none."""
    return dict(indicator.lines) | ({} if indicator.line is None else {"": indicator.line})


def given(text: str, basis: str) -> dict[str, Line]:
    """The lines that the catalogue writes as `60`, `0.97-1.03` or `primary 2.3; junior 2.4; else none`."""
    found: dict[str, Line] = {}
    for part in filter(None, text.split("; ")):
        stage, _, numbers = part.rpartition(" ")
        if stage != "else":
            low, _, high = numbers.partition("-")
            found[stage] = Line(float(low), basis, float(high) if high else None)
    return found
