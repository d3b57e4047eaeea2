"""The schools of the warehouse by every word that names them, and which of them a response names."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.test import TestResponse

from data_access import engine, units
from data_access.gate import Gate
from data_access.places import Place
from data_access.schema import school
from data_access.scope import NATION

_ID = re.compile(r"S\d{6}")
_PICTURE = "data:image/svg+xml;base64,"


@dataclass(frozen=True)
class Schools:
    """Schools by id: every name that may give one away."""

    names: dict[str, tuple[str, ...]]

    def named_in(self, text: str) -> set[str]:
        """The ids of the schools that a text names."""
        by_id = {found for found in _ID.findall(text) if found in self.names}
        return by_id | {code for code, names in self.names.items() if any(name in text for name in names)}

    def without(self, codes: set[str]) -> Schools:
        """These schools less some."""
        return Schools({code: names for code, names in self.names.items() if code not in codes})


def every_school(gate: Gate) -> Schools:
    """All schools of the warehouse, read past the gate's scopes."""
    columns = (school.c.school_id, school.c.name_zh, school.c.name_en, school.c.pinyin)
    frame = engine.run(gate.snapshot().engine, select(*columns), seconds=60)
    assert frame["school_id"].str.fullmatch(_ID).all(), "the ids look otherwise than this test thinks"
    return Schools({code: tuple(name for name in names if name) for code, *names in frame.itertuples(index=False)})


def ids_inside(gate: Gate, place: Place) -> set[str]:
    """The ids of the schools of a place."""
    snap = gate.snapshot()
    inside = units.schools(NATION, snap.places, place, None).subquery()
    frame = engine.run(snap.engine, select(inside.c.unit), seconds=60, parameters={"as_of": snap.release.as_of})
    return set(frame["unit"])


def words_of(response: TestResponse) -> str:
    """Everything that a response says, JSON within JSON and pictures in addresses unpacked."""
    if response.mimetype != "application/json":
        return response.text
    return "\n".join(_texts(json.loads(response.text)))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        if node.startswith(_PICTURE):
            yield base64.b64decode(node.removeprefix(_PICTURE)).decode()
        elif node[:1] in ("{", "["):
            try:
                yield from _texts(json.loads(node))
            except ValueError:
                yield node
        else:
            yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from (*_texts(key), *_texts(value))
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
    elif node is not None:
        yield str(node)
