"""Whatever happens outside a scope, its reader is told the same, byte for byte (trust.md RLS-1, RLS-2).

Every registered route and every callback of `/_dash-dependencies` is asked twice with the same random views: over the
warehouse, and over one in which everything outside the scope is otherwise (`tests.fixtures.elsewhere`). Only what
`gate.benchmark` gives may differ, which is silent here and has tests of its own (`test_benchmark_attacks.py`), and
what `gate.effect` tells.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from dashboard.factory import import_pages
from dashboard.page import PAGES
from data_access.gate import Gate
from data_access.places import Place
from tests.conftest import ROOT
from tests.fixtures.elsewhere import CANARY, upset
from tests.web.schools import ids_inside

AREA = "area:xiongan"
FOREIGN = ["000000", "440000", "442000", "110101", "area:wuhan", "area:zhongshan", "S000001", "S999999", "nowhere", ""]
ROUNDS = 1
READERS = ["principal", "director"] if "RLS" in os.environ else ["principal"]
"""Each takes minutes: the director's world is compared by `make rls`."""
OF_EFFECTS = {"effects", "event_study", "firmness", "neighbours", "balance", "strand"}
"""Panels that hold areas of the reader against matched ones elsewhere: they tell what `gate.effect` gives of those."""
Told = dict[str, list[object]]


def own_of(gate: Gate, reader: str, own_school: Place) -> set[str]:
    """The units of the scope."""
    if reader == "principal":
        return {own_school.code}
    places = gate.snapshot().places
    place = places.get(AREA)
    assert place is not None
    return {AREA, *places.below[AREA], *ids_inside(gate, place)}


def known_to(gate: Gate, reader: str, own_school: Place) -> set[str]:
    """The places above the scope, whose names its reader knows."""
    places = gate.snapshot().places
    inside = [own_school.parent or ""] if reader == "principal" else sorted(places.below[AREA])
    found = [place for code in inside if (place := places.get(code)) is not None]
    above = {p.code for place in found for p in (place, *places.ancestors(place))}
    return above | {
        a.code for a in places.areas() if places.below.get(a.code, frozenset()) & above and reader == "principal"
    }


@pytest.mark.parametrize("reader", READERS)
def test_what_happens_elsewhere_changes_no_answer(
    gate: Gate, tiny_warehouse: str, accounts_url: str, secret_key: str, own_school: Place, tmp_path: Path, reader: str
) -> None:
    import_pages()
    here = Path(tiny_warehouse.removeprefix("duckdb:///"))
    own = own_of(gate, reader, own_school)
    there = upset(here, tmp_path / "there.duckdb", own, known_to(gate, reader, own_school))
    # Each world has accounts of its own, so that numbers of sessions and rows are the same.
    runs = []
    places = [*FOREIGN, *(sorted(own)[:6] * 2)]
    asked = json.dumps([{"name": reader, "places": places, "seed": 5, "rounds": ROUNDS}])
    for name, warehouse in (("here", here), ("there", there)):
        accounts = tmp_path / f"{name}.sqlite"
        _copy(accounts_url.removeprefix("sqlite:///"), accounts)
        out = tmp_path / f"{name}.json"
        command = [sys.executable, "-m", "tests.web.told"]
        command += [f"duckdb:///{warehouse}", f"sqlite:///{accounts}", secret_key, str(out), asked]
        # Sets of words stand in the same order in both.
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        runs.append((process, out))
    worlds = []
    for process, out in runs:
        _, said = process.communicate()
        assert process.returncode == 0, said[-3000:]
        worlds.append(json.loads(out.read_text(encoding="utf-8"))[reader])
    before, after = worlds
    assert len(before) > 200
    assert list(before) == list(after), "the same was asked"
    assert {status for status, _ in before.values()} >= {200, 403, 404}
    assert not any(int(str(status)) >= 500 for status, _ in before.values())
    differ = [r for r in before if not _of_effects(r) and _plain(before[r]) != _plain(after[r])]
    assert differ == [], _first(before, after, differ)
    named = [request for request in after if CANARY in _text(after[request]) and CANARY not in request]
    assert named == []
    for name in ("here", "there"):
        log = (tmp_path / f"{name}.json.log").read_text(encoding="utf-8")
        assert CANARY not in log.replace(f"={CANARY}", "")
        assert "Traceback" not in log


def _of_effects(request: str) -> bool:
    panels = [(page, panel) for page in PAGES.values() for panel in page.panels if panel.kind in OF_EFFECTS]
    told = {f"{page.key}.{panel.id}'" for page, panel in panels} | {
        f"/{page.key}/{panel.id}." for page, panel in panels
    }
    return any(name in request for name in told | {f"/export/{page.key}.xlsx" for page, _ in panels})


def _copy(source: str, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as made:
        held.backup(made)


def _plain(answer: list[object]) -> tuple[object, str]:
    """What is compared: all but the mask: ids of errors, forms' tokens and what Dash signs a page with."""
    text = re.sub(r'"end_id":"[^"]+"', "end_id", _text(answer))
    text = re.sub(r"(<code>)[0-9A-Fa-f-]+(</code>)", r"\1…\2", text)
    return answer[0], re.sub(r'name="token" value="[^"]+"', "token", text)


def _text(answer: list[object]) -> str:
    body = bytes.fromhex(str(answer[1]))
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as book:
            return "\n".join(book.read(name).decode() for name in sorted(book.namelist()))
    return body.decode(errors="replace")


def _first(before: Told, after: Told, differ: list[str]) -> str:
    if not differ:
        return ""
    one, other = _plain(before[differ[0]])[1], _plain(after[differ[0]])[1]
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    seen = slice(max(0, at - 200), at + 200)
    return f"{len(differ)} differ: {differ[:9]}; the first: {one[seen]!r} / {other[seen]!r}"
