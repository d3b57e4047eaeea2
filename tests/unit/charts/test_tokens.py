import re
from dataclasses import fields

import pytest

from dashboard.charts.tokens import TOKENS, Theme, css_variables

themes = pytest.mark.parametrize("theme", TOKENS.values(), ids=TOKENS)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_agrees_with_the_values_that_wcag_fixes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails


@themes
@pytest.mark.parametrize("ground", ["page", "surface", "surface2"])
@pytest.mark.parametrize("text", ["ink", "ink2", "ink3", "accent"])
def test_text_is_readable_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@themes
def test_text_is_readable_on_its_soft_fill(theme: Theme) -> None:
    assert contrast(theme.notice, theme.notice_soft) >= 4.5
    assert contrast(theme.accent, theme.accent_soft) >= 4.5


@themes
@pytest.mark.parametrize("step", range(6))
def test_marks_stand_out_from_the_card(theme: Theme, step: int) -> None:
    assert contrast(theme.chart[step], theme.surface) >= 3


@themes
def test_edges_of_controls_stand_out_from_the_card(theme: Theme) -> None:
    assert contrast(theme.control, theme.surface) >= 3


@themes
@pytest.mark.parametrize("step", range(1, 7))
def test_text_is_readable_on_every_step_of_the_scale(theme: Theme, step: int) -> None:
    text = theme.surface if step >= theme.sequential_flip else theme.ink
    assert contrast(text, theme.sequential[step - 1]) >= 4.5


@themes
def test_the_scale_runs_one_way(theme: Theme) -> None:
    steps = [contrast(step, theme.surface) for step in theme.sequential]
    assert steps == sorted(steps)


@themes
def test_every_colour_is_a_full_hex_colour(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        for colour in value if isinstance(value, tuple) else (value,):
            assert isinstance(colour, int) or re.fullmatch(r"#[0-9A-F]{6}", colour), field.name


def test_the_style_sheet_holds_every_colour_of_both_themes() -> None:
    light, dark = css_variables().strip().split("\n")
    assert light.startswith(":root{")
    assert dark.startswith("@media screen{:root[data-theme=dark]{"), "paper is always light"
    for css, theme in ((light, TOKENS["light"]), (dark, TOKENS["dark"])):
        assert f"--page:{theme.page};" in css
        assert f"--accent-soft:{theme.accent_soft};" in css
        assert f"--chart-1:{theme.chart[0]};" in css
        assert f"--seq-6:{theme.sequential[5]};" in css
        assert css.count("{") == css.count("}") == (1 if css is light else 2)


def test_sizes_do_not_depend_on_the_theme() -> None:
    light, dark = css_variables().strip().split("\n")
    assert "--space-7:48px;" in light
    assert "--type-body:400 0.875rem/1.25rem var(--font);" in light
    assert "--space" not in dark
