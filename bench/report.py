"""The figures as tables of Markdown: what the terminal shows and what docs/performance.md holds between two markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.budgets import budgets, sound
from bench.places import LEVELS
from bench.timing import percentile

START, END = "<!-- bench: figures -->", "<!-- bench: end of figures -->"
_SLOWEST = 15
_NAMED = 2
Rows = Sequence[dict[str, Any]]


def markdown(figures: dict[str, Any]) -> str:
    """All tables of a run."""
    made = [_head(figures), _budgets(figures)]
    for key, title in (("panels", "Every part of every page as it opens"), ("views", "Views with filters")):
        if rows := sound(figures.get(key, ())):
            made.append(_section(f"{title}: server time in ms", _levels(rows)))
    measured = [*figures.get("panels", ()), *figures.get("views", ()), *figures.get("raw", ())]
    known = sound([*figures.get("panels", ()), *figures.get("views", ())])
    made.append(_section(f"The {_SLOWEST} slowest", _slowest(known)))
    if raw := sound(figures.get("raw", ())):
        made.append(_section("Without roll-ups", _raw(raw, known)))
    if any("smaller_ms" in r for r in known):
        made.append(_section("Growth", _growth(figures, known)))
    if found := figures.get("http"):
        made.append(_section("Panels over HTTP", _phases(found["phases"])))
        made.append(_section("Memory", _table(("process", "RSS MB", "PSS MB"), map(_cells, found["memory"]))))
    if failed := [r for r in measured if r["fault"]]:
        made.append(_section("Failed", _failed(failed)))
    return "\n\n".join(made) + "\n"


def write(path: Path, text: str) -> None:
    """Put `text` between the markers of the file at `path`, or make a file of it where there are none."""
    held = path.read_text(encoding="utf-8") if path.is_file() else f"{START}\n{END}\n"
    before, start, rest = held.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{path} lacks the markers {START} and {END}.")
    path.write_text(f"{before}{START}\n\n{text}\n{END}{after}", encoding="utf-8")


def listed(rows: Rows) -> str:
    """Every measured part, one a line."""
    head = ("level", "page", "part", "first ms", "uncached ms", "cached ms", "statements", "rows read", "from")
    return _table(head, (_line(r) for r in rows))


def _head(figures: dict[str, Any]) -> str:
    on, held = figures["machine"], figures["warehouse"]
    versions = ", ".join(f"{name} {on[name]}" for name in ("python", "dash", "duckdb", "sqlalchemy", "pandas"))
    lines = [
        f"Measured at {figures['measured_at']} on {on['cores']} cores of {on['cpu']}, {on['memory_gb']} GB; {versions}."
    ]
    for name in ("warehouse", "smaller"):
        if held := figures.get(name):
            rows = held["rows"]
            facts = sum(n for t, n in rows.items() if t.startswith("fact_"))
            rolled = sum(n for t, n in rows.items() if t.startswith("rollup_"))
            lines.append(
                f"{'Warehouse' if name == 'warehouse' else 'Smaller one'}: {held['engine']}, {held['months']}, "
                f"{_count(rows.get('school'))} schools, {_count(rows.get('fact_usage'))} rows of usage, "
                f"{_count(facts)} rows of facts, {_count(rolled)} of roll-ups, {_count(held['megabytes'])} MB."
            )
    return "\n".join(lines)


def _budgets(figures: dict[str, Any]) -> str:
    rows = ((b.what, b.bound, _number(b.found), "yes" if b.met else "**no**") for b in budgets(figures))
    return _section("Budgets", _table(("budget", "bound", "measured", "met"), rows))


def _levels(rows: Rows) -> str:
    head = ("level", "parts", "first p95", "uncached p50", "p95", "max", "cached p50", "p95", "rows read p50", "p95")
    keys = (("first_ms", 95), ("cold_ms", 50), ("cold_ms", 95), ("cold_ms", 100), ("warm_ms", 50), ("warm_ms", 95))
    made = []
    for level, held in _by_level(rows):
        times = [_at([r[key] for r in held], percent) for key, percent in keys]
        read = [float(r["rows_read"]) for r in held if r["rows_read"] is not None]
        counts = [_count(None if (n := percentile(read, p)) is None else round(n)) for p in (50, 95)]
        made.append((level, len(held), *map(_number, times), *counts))
    return _table(head, made)


def _failed(rows: Rows) -> str:
    made = [(*(r[k] for k in ("level", "place", "page", "part")), _filters(r), r["fault"]) for r in rows]
    return _table(("level", "place", "page", "part", "filters", "what"), made)


def _slowest(rows: Rows) -> str:
    head = ("level", "page", "part", "filters", "uncached ms", "statements", "rows read", "from")
    made = []
    for r in sorted(rows, key=lambda r: -r["cold_ms"])[:_SLOWEST]:
        read = (_number(r["cold_ms"]), r["statements"], _count(r["rows_read"]), _tables(r))
        made.append((r["level"], r["page"], r["part"], _filters(r), *read))
    return _table(head, made)


def _raw(raw: Rows, views: Rows) -> str:
    head = ("level", "parts", "with roll-ups p50", "p95", "from the facts p50", "p95", "stopped")
    rolled = {_key(r): r["cold_ms"] for r in views}
    made = []
    for level, held in _by_level([r for r in raw if _key(r) in rolled]):
        pairs = [[rolled[_key(r)] for r in held], [r["cold_ms"] for r in held]]
        times = [_number(_at(values, p)) for values in pairs for p in (50, 95)]
        made.append((level, len(held), *times, sum(r["late"] for r in held)))
    return _table(head, made)


def _growth(figures: dict[str, Any], rows: Rows) -> str:
    head = ("level", "parts", "smaller p50", "p95", "p50", "p95", "ratio p50", "ratio p95")
    sizes = [figures[k]["rows"].get("fact_usage", 0) for k in ("warehouse", "smaller")]
    made = []
    for level, held in _by_level([r for r in rows if "smaller_ms" in r]):
        less, more = ([_at([r[key] for r in held], p) for p in (50, 95)] for key in ("smaller_ms", "cold_ms"))
        ratios = [f"{b / a:.2f}" if a and b else "–" for a, b in zip(less, more, strict=True)]
        made.append((level, len(held), *map(_number, (*less, *more)), *ratios))
    times = f"{sizes[0] / sizes[1]:.1f} times the rows of usage.\n\n" if sizes[1] else ""
    return times + _table(head, made)


def _phases(phases: Rows) -> str:
    head = ("answers", "clients", "a second", "p50 ms", "p95 ms", "requests", "faults", "cores of workers", "of load")
    made = []
    for p in phases:
        times = (f"{p['per_second']:.0f}", _number(p["p50_ms"]), _number(p["p95_ms"]))
        cores = (" + ".join(f"{used:.2f}" for used in p["worker_cores"]), f"{p['generator_cores']:.2f}")
        kept = "cached" if p["kept"] else "uncached"
        made.append((kept, p["clients"], *times, p["requests"], sum(p["faults"].values()), *cores))
    return _table(head, made)


def _by_level(rows: Rows) -> Iterable[tuple[str, Rows]]:
    for level in LEVELS:
        if held := [r for r in rows if r["level"] == level]:
            yield level, held
    yield "all", rows


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["level"], row["place"], row["page"], row["part"], *row["filters"].items())


def _at(values: Sequence[float], percent: int) -> float | None:
    return max(values, default=None) if percent == 100 else percentile(values, percent)


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    times = (_number(row[key]) for key in ("first_ms", "cold_ms", "warm_ms"))
    named = (row[key] for key in ("level", "page", "part"))
    return (*named, *times, row["statements"], _count(row["rows_read"]), _tables(row))


def _filters(row: dict[str, Any]) -> str:
    return " ".join(f"{name}={code}" for name, code in row["filters"].items())


def _tables(row: dict[str, Any]) -> str:
    facts = [name for name in row["tables"] if name.startswith("fact_")]
    if len(row["tables"]) <= _NAMED:
        return ", ".join(row["tables"])
    return f"{len(facts)} facts, {len(row['tables']) - len(facts)} roll-ups"


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    return tuple(row.values())


def _section(title: str, body: str) -> str:
    return f"### {title}\n\n{body}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    texts = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in texts) for i in range(len(head))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in texts]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
