"""The design tokens: every colour, size and distance on the screen, once, for charts and style sheets alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, each `#rrggbb`; inks and accent hold 4.5:1 on every ground, marks 3:1 on a surface."""

    page: str
    surface: str  # cards
    surface2: str  # quiet fill
    hairline: str  # edge of a card
    control: str  # edge of an input or button
    ink: str
    ink2: str
    ink3: str
    accent: str  # links, focus, the active item
    accent_soft: str
    notice: str  # demo data, stale data
    notice_soft: str
    # own, urban, better · rural, worse · third · fourth · county · peers, other
    chart: tuple[str, str, str, str, str, str]
    band: str  # an interval around a line
    peer_box: str
    grid: str
    axis: str
    sequential: tuple[str, str, str, str, str, str]  # low to high
    sequential_flip: int  # from this step on (counted from 1) the text on a step is in the colour of the surface

    def ink_on(self, depth: float) -> str:
        """The colour of a text on the sequential scale, `depth` from 0 at its low end to 1 at its high."""
        return self.surface if depth * (len(self.sequential) - 1) >= self.sequential_flip - 1.5 else self.ink


TOKENS: dict[str, Theme] = {
    "light": Theme(
        page="#F5F6F8",
        surface="#FFFFFF",
        surface2="#EEF1F4",
        hairline="#DCE1E7",
        control="#77828F",
        ink="#14191F",
        ink2="#434C57",
        ink3="#596370",
        accent="#0A5796",
        accent_soft="#E5EFF8",
        notice="#7A4300",
        notice_soft="#FFF3DC",
        chart=("#0072B2", "#C44E00", "#007F5F", "#A8447E", "#946000", "#5F6B78"),
        band="#C9DFF0",
        peer_box="#E3E7EC",
        grid="#E6EAEE",
        axis="#8A94A0",
        sequential=("#DEEBF6", "#B9D5EC", "#86B7DD", "#4F95C9", "#1F6EAC", "#0B477D"),
        sequential_flip=5,
    ),
    "dark": Theme(
        page="#0E1216",
        surface="#161B21",
        surface2="#1F262E",
        hairline="#2B343E",
        control="#6F7B88",
        ink="#ECF0F3",
        ink2="#BAC4CE",
        ink3="#98A4B0",
        accent="#7DBDF5",
        accent_soft="#16304A",
        notice="#F2C572",
        notice_soft="#3A2B10",
        chart=("#56B4E9", "#F0874A", "#35C79C", "#E38BC0", "#E6B03C", "#98A4B0"),
        band="#1D4463",
        peer_box="#2A323B",
        grid="#252D36",
        axis="#64707D",
        sequential=("#18324A", "#1F4C70", "#2B6B9A", "#4690C4", "#7AB8E3", "#B4DCF7"),
        sequential_flip=4,
    ),
}

FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

# In rem where text is measured, so that a reader's larger type is obeyed; lengths below are in px at the default size.
_SPACE = (4, 8, 12, 16, 24, 32, 48)
_TYPE = {  # size, line, weight
    "number": (36, 44, 600),
    "title": (24, 32, 600),
    "finding": (20, 32, 400),
    "card": (16, 24, 600),
    "body": (14, 20, 400),
    "note": (12, 18, 400),
}
_LENGTHS = {
    "radius-tag": 4,
    "radius-control": 6,
    "radius-card": 8,
    "radius-chip": 14,
    "gap": 16,
    "card-padding": 16,
    "page-padding": 32,
    "navigation": 212,
    "top-bar": 56,
    "context-line": 48,
    "content": 1440,
}


def css_variables() -> str:
    """Return the tokens as CSS: sizes and light colours on `:root`, dark colours on `:root[data-theme=dark]`.

    Paper is always light.
    """
    light, dark = (_colours(TOKENS[name]) for name in ("light", "dark"))
    return (
        f":root{{color-scheme:light;{light}{_sizes()}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )


def css_dark_by_system() -> str:
    """Return the dark colours for pages that stand before anybody has chosen a theme: the system's choice counts."""
    dark = _colours(TOKENS["dark"])
    return f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme]){{color-scheme:dark;{dark}}}}}\n"


def light_for_dark() -> dict[str, str]:
    """The light theme's colour for each of the dark one's: what a chart is drawn with anew for paper."""
    dark, light = ([*_flat(TOKENS[name])] for name in ("dark", "light"))
    pairs: dict[str, str] = {}
    for of_dark, of_light in zip(dark, light, strict=True):
        pairs.setdefault(of_dark, of_light)
    return pairs


def _flat(theme: Theme) -> Iterator[str]:
    for field in fields(theme):
        value = getattr(theme, field.name)
        yield from value if isinstance(value, tuple) else [value] if isinstance(value, str) else []


def _colours(theme: Theme) -> str:
    prefixes = {"chart": "chart", "sequential": "seq"}
    rules = []
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, tuple):
            rules += [f"--{prefixes[field.name]}-{step}:{colour};" for step, colour in enumerate(value, start=1)]
        elif isinstance(value, str):
            rules.append(f"--{field.name.replace('_', '-')}:{value};")
    return "".join(rules)


def _sizes() -> str:
    rules = [f"--space-{step}:{px}px;" for step, px in enumerate(_SPACE, start=1)]
    rules += [f"--{name}:{px}px;" for name, px in _LENGTHS.items()]
    rules.append(f"--font:{FONT};")
    # Shorthands: `font: var(--type-body)`.
    rules += [
        f"--type-{name}:{weight} {size / 16:g}rem/{line / 16:g}rem var(--font);"
        for name, (size, line, weight) in _TYPE.items()
    ]
    return "".join(rules)
