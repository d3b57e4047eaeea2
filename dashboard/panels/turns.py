"""Three trends of a school beside similar schools: most in need, most improved, nearest to its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import change, with_unit
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.gap import whole_years
from dashboard.panels.marks import Mark
from dashboard.panels.standing import Standing, standings
from dashboard.panels.trend import clear_of, within
from dashboard.panels.words import line_label, plain
from data_access.query import VALUE, Result
from data_access.verdicts import Verdict

_EACH, _WORDS, _TICKS, _YEARS = 216, 56, 44, 120
_CURVE = _EACH - _WORDS - _TICKS
_LABEL_WIDTH, _LABEL_HEIGHT = 0.5, 0.15
"""The part of a curve's width and height that the label of its line takes."""
_BEHIND = 0.25
"""How many widths of the quartile box below the median is worth a curve."""
"""Heights in px of one trend, of the words above its curve and of what lies under it; months to look back."""


@dataclass(frozen=True)
class Turn:
    """One trend: why it is shown, its standing, the own years and the median of the others in the same years."""

    why: str
    of: Standing
    years: list[str]
    own: list[float | None]
    peers: list[float | None]
    result: Result

    @property
    def code(self) -> str:
        """The code of its indicator."""
        return self.result.indicator.code

    @property
    def moved(self) -> float | None:
        """The change from the first to the last year that has a value."""
        known = [v for v in self.own if v is not None]
        return known[-1] - known[0] if len(known) > 1 else None


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the three by school year, each with the median of similar schools and its line."""
    turns = chosen(panel.indicators, ask)
    heading = ask.t("panel.turns.title", place=ask.where)
    said = [f"{_name(turn, ask)}: {_said(turn, ask).replace('<br>', ' ')}" for turn in turns]
    years = sorted({year for turn in turns for year in turn.years})
    dated = marks.marks(years, ask, [turn.code for turn in turns])
    drawing = Drawing(
        title=heading,
        subtitle="" if turns else ask.t("panel.turns.none"),
        said=". ".join([heading, *said]),
        note=ask.t("panel.turns.note") if turns else "",
        figure=_figure(turns, dated, ask) if turns else None,
        results=tuple(turn.result for turn in turns),
        table=_table(turns, ask),
        listed=True,
    )
    return marks.told(drawing, dated, ask)


def chosen(codes: tuple[str, ...], ask: Ask) -> list[Turn]:
    """The worst first, then the most improved, then the one nearest to its line from below: none twice."""
    held = [s for s in standings(codes, ask) if s.value is not None]
    over = whole_years(within(ask, _YEARS))
    series = {s.result.indicator.code: ask(s.result.indicator.code, by=("school_year",), over=over) for s in held}
    picked: dict[str, Standing] = {}
    behind = [s for s in held if s.verdict == Verdict.WORSE or s.lag > _BEHIND]
    if behind:
        picked["worst"] = max(behind, key=lambda s: (s.verdict == Verdict.WORSE, s.lag))
    rest = [s for s in held if s not in picked.values()]
    shares = [s for s in rest if s.result.indicator.unit == "percent"]  # points are compared with points
    risen = [(s.sign * moved, s) for s in shares if (moved := _moved(series[s.result.indicator.code])) is not None]
    if risen and (best := max(risen, key=lambda pair: pair[0]))[0] > 0:
        picked["improved"] = best[1]
    rest = [s for s in rest if s not in picked.values()]
    short = [(distance, s) for s in rest if (distance := _to_line(s)) is not None and distance > 0]
    if short:
        picked["near"] = min(short, key=lambda pair: pair[0])[1]
    return [_turn(why, s, series[s.result.indicator.code], over, ask) for why, s in picked.items()]


def _values(result: Result) -> list[float | None]:
    return list(result.cells["value"])


def _moved(result: Result) -> float | None:
    known = [v for v in _values(result) if v is not None]
    return known[-1] - known[0] if len(known) > 1 else None


def _to_line(of: Standing) -> float | None:
    line = of.result.indicator.line
    percent = of.result.indicator.unit == "percent"
    return of.sign * (line.value - of.value) if line is not None and of.value is not None and percent else None


def _turn(why: str, of: Standing, result: Result, over: Any, ask: Ask) -> Turn:
    years, own = list(result.cells["period"]), _values(result)
    first = next((i for i, v in enumerate(own) if v is not None), 0)
    others = ask.benchmarks(of.result.indicator.code, "similar", "school_year", over)
    peers = [b.median if (b := others.get(year)) is not None and b.state == VALUE else None for year in years]
    return Turn(why, of, years[first:], own[first:], peers[first:], result)


def _name(turn: Turn, ask: Ask) -> str:
    name = ask.name(turn.of.result.indicator)
    return ask.t(f"panel.turns.{turn.why}", indicator=name)


def _said(turn: Turn, ask: Ask) -> str:
    """How far the school and the others came in these years."""
    unit = turn.of.result.indicator.unit
    if turn.moved is None:
        return ask.t("panel.turns.one_year")
    known = [v for v in turn.peers if v is not None]
    text = ask.t(
        "panel.turns.moved",
        first=ask.bucket(turn.years[0]),
        last=ask.bucket(turn.years[-1]),
        change=change(turn.moved, unit, ask.t),
    )
    if len(known) > 1:
        text += "<br>" + ask.t("panel.turns.others", change=change(known[-1] - known[0], unit, ask.t))
    return text


def _figure(turns: list[Turn], dated: list[Mark], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    whole = _EACH * len(turns)
    for number, turn in enumerate(turns):
        top = 1 - number * _EACH / whole
        low, mid = top - (_EACH - _TICKS) / whole, top - _WORDS / whole
        tail = "" if number == 0 else str(number + 1)
        years = [ask.bucket(year) for year in turn.years]
        unit = turn.of.result.indicator.unit
        for values, colour, width, own in (
            (turn.peers, theme.chart[5], 1.5, False),
            (turn.own, theme.chart[0], 2.5, True),
        ):
            trace: dict[str, Any] = {"type": "scatter", "mode": "lines+markers", "x": years, "y": values}
            trace |= {"xaxis": f"x{tail}", "yaxis": f"y{tail}", "line": {"color": colour, "width": width}}
            trace |= {"marker": {"color": colour, "size": 6 if own else 4}, "cliponaxis": False}
            who = ask.t("panel.turns.own" if own else "panel.turns.peers")
            tips = [
                "" if v is None else f"{year}<br>{who} {with_unit(v, unit, ask.t)}"
                for year, v in zip(years, values, strict=True)
            ]
            traces.append(trace | {"hovertext": tips, "hoverinfo": "text"})
        parts = marks.drawn([mark for mark in dated if mark.of in ("", turn.code)], ask, turn.years, tail)
        shapes += parts["shapes"]
        notes += [*parts["annotations"], *_labels(turn, tail, ask)]
        title = {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": -48,
            "yref": "paper",
            "showarrow": False,
            "align": "left",
        }
        words = f"<b>{plain(_name(turn, ask))}</b><br>{_said(turn, ask)}"
        notes.append(title | {"y": top, "yanchor": "top", "text": words, "font": {"color": theme.ink, "size": 12}})
        line = turn.of.result.indicator.line
        if line is not None:
            shape, label = _line(turn, line.value, tail, ask)
            shapes.append(shape)
            notes.append(label)
        ends = {"tickvals": [0, len(years) - 1], "ticktext": [years[0], years[-1]], "tickmode": "array"}
        axes[f"xaxis{tail}"] = axis(theme, type="category", showgrid=False, anchor=f"y{tail}", tickangle=0, **ends)
        suffix = {"ticksuffix": "%"} if unit == "percent" else {}
        axes[f"yaxis{tail}"] = axis(
            theme, domain=[low, mid], anchor=f"x{tail}", nticks=4, range=_range(turn, dated), showgrid=False, **suffix
        )
    figure = layout(theme, whole + 16, annotations=notes, shapes=shapes, **axes)
    figure["margin"] = {"l": 48, "r": 96, "t": 8, "b": 8}
    return {"data": traces, "layout": figure}


def _line(turn: Turn, at: float, tail: str, ask: Ask) -> tuple[dict[str, Any], dict[str, Any]]:
    """The line of the indicator and its label, where it hides the least of both curves."""
    theme, across = ask.theme, f"x{tail} domain"
    stroke = {"color": theme.ink3, "width": 1, "dash": "4px,3px"}
    shape = {"type": "line", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": stroke, "layer": "below"}
    label: dict[str, Any] = {"y": at, "showarrow": False, "font": {"color": theme.ink3, "size": 11}}
    label |= _beside(turn, at)
    label |= {"text": line_label(turn.of.result.indicator, ask)}
    on = {"xref": across, "yref": f"y{tail}"}
    return shape | on, label | on


def _beside(turn: Turn, at: float) -> dict[str, str | float]:
    return clear_of([turn.own, turn.peers], at, width=_LABEL_WIDTH, height=_LABEL_HEIGHT)


def _labels(turn: Turn, tail: str, ask: Ask) -> list[dict[str, Any]]:
    """The last values, written beside the ends of both lines and apart from each other."""
    theme, unit = ask.theme, turn.of.result.indicator.unit
    own, peers = ([v for v in values if v is not None][-1:] for values in (turn.own, turn.peers))
    higher = bool(own and peers and own[0] >= peers[0])
    found = []
    for values, colour, shift, key in ((own, theme.chart[0], 8, "own"), (peers, theme.ink2, -8, "peers")):
        if values:
            text = ask.t(f"panel.turns.{key}_label", value=with_unit(values[0], unit, ask.t))
            label = {
                "x": 1,
                "xref": f"x{tail} domain",
                "xanchor": "left",
                "xshift": 10,
                "y": values[0],
                "yref": f"y{tail}",
            }
            label |= {"yshift": shift if higher else -shift, "showarrow": False, "font": {"color": colour, "size": 12}}
            found.append(label | {"text": f"<b>{text}</b>" if key == "own" else text})
    return found


def _range(turn: Turn, dated: list[Mark]) -> list[float]:
    """A range that holds both curves and the line, and leaves its upper end to the numbers of dates."""
    line = turn.of.result.indicator.line
    known = [v for v in (*turn.own, *turn.peers, *([line.value] if line else [])) if v is not None]
    if line and _beside(turn, line.value)["yanchor"] == "bottom":
        known.append(line.value + _LABEL_HEIGHT * (max(known) - min(known)))
    room = max((max(known) - min(known)) * 0.15, 1.0 if turn.of.result.indicator.unit == "percent" else 0.01)
    of = [mark for mark in dated if mark.of in ("", turn.code)]
    return [min(known) - room, marks.top(min(known) - room, max(known) + room, of, turn.years, _CURVE)]


def _table(turns: list[Turn], ask: Ask) -> Table:
    head = [ask.t(f"table.{name}") for name in ("indicator", "period", "own", "median")]
    rows: list[list[Cell]] = []
    for turn in turns:
        unit = turn.of.result.indicator.unit
        for year, own, peers in zip(turn.years, turn.own, turn.peers, strict=True):
            cells = [ask.t("state.not_reported") if own is None else with_unit(own, unit, ask.t)]
            cells.append("–" if peers is None else with_unit(peers, unit, ask.t))
            rows.append([_name(turn, ask), ask.bucket(year), *cells])
    return Table(head, rows, (2, 3), [year for turn in turns for year in turn.years])
