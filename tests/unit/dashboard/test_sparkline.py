"""Twelve points as a picture in an address: gaps stay gaps, the last point is marked."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import pytest

from dashboard.charts.tokens import TOKENS
from dashboard.components.kpi_card import sparkline

SVG = "{http://www.w3.org/2000/svg}"


def drawn(values: list[float | None], line: float | None = None) -> ET.Element:
    """The picture of some values."""
    address = sparkline(values, line, TOKENS["light"])
    text = base64.b64decode(address.removeprefix("data:image/svg+xml;base64,"))
    return ET.fromstring(text)  # noqa: S314 - our own picture


def points(picture: ET.Element) -> list[tuple[str, float, float]]:
    """The steps of the curve: move or line, and where to."""
    path = picture.findall(f"{SVG}path")[-1].get("d") or ""
    return [(how, float(x), float(y)) for how, x, y in re.findall(r"([ML])([\d.]+) ([\d.]+)", path)]


def test_a_step_a_value() -> None:
    steps = points(drawn([1.0, 3.0, 2.0]))
    assert [how for how, _, _ in steps] == ["M", "L", "L"]
    assert steps[1][2] < steps[2][2] < steps[0][2], "higher values stand higher"


def test_what_was_not_reported_is_a_gap() -> None:
    assert [how for how, _, _ in points(drawn([1.0, 2.0, None, 3.0, 4.0]))] == ["M", "L", "M", "L"]


def test_the_last_known_point_is_marked() -> None:
    picture = drawn([1.0, 2.0, None])
    circle = picture.find(f"{SVG}circle")
    assert circle is not None
    _, x, y = points(picture)[-1]
    assert (float(circle.get("cx", 0)), float(circle.get("cy", 0))) == (x, y)


@pytest.mark.parametrize("values", [[], [None], [1.0], [None, 5.0, None]])
def test_less_than_two_points_are_no_curve(values: list[float | None]) -> None:
    assert list(drawn(values)) == []


def test_equal_values_are_a_level_curve() -> None:
    assert len({y for _, _, y in points(drawn([5.0, 5.0, 5.0]))}) == 1


@pytest.mark.parametrize(("line", "dashed"), [(2.5, 1), (95.0, 0), (None, 0)])
def test_the_line_is_drawn_where_it_is_near(line: float | None, dashed: int) -> None:
    found = [p for p in drawn([1.0, 2.0, 3.0], line).findall(f"{SVG}path") if p.get("stroke-dasharray")]
    assert len(found) == dashed


@pytest.mark.parametrize("values", [[0.0, 1e9], [-5.0, 5.0], [1e-9, 2e-9]])
def test_everything_stays_inside_the_picture(values: list[float | None]) -> None:
    picture = drawn(values)
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    assert all(0 <= x <= width and 0 <= y <= height for _, x, y in points(picture))
