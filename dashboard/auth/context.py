"""What accounts need to know of the warehouse: which places there are, and which names stand near at hand to a user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboard.auth.scopes import parse
from dashboard.auth.users import scope_of
from dashboard.i18n import LANGUAGES, catalogue
from dashboard.store import ROLES, User
from data_access.gate import Gate
from data_access.places import Place
from data_access.query import UnknownPlace
from data_access.scope import NATION


def place_exists(gate: Gate, scope: str) -> bool:
    """Tell whether the warehouse has the place that a scope such as `region:440000` names, and of that kind."""
    try:
        kind, code = parse(scope)
        place = gate.place(NATION, code)
    except (ValueError, UnknownPlace):
        return False
    if kind == "nation":
        return True
    return kind == (place.level if place.level in ("school", "area") else "region")


def words_of(gate: Gate, user: User) -> Iterator[str]:
    """Names that a guesser would try first: the product, the roles, and the places of the account's scope."""
    for language in LANGUAGES:
        texts = catalogue(language)
        yield from (texts["shell.product"], texts["login.password"])
        yield from (texts[f"role.{role}"] for role in ROLES)
    yield from ("dashboard", *ROLES)
    scope = scope_of(user)
    for code in (*scope.places, *scope.schools):
        try:
            yield from _names(gate.place(NATION, code))
        except UnknownPlace:
            continue


def _names(place: Place) -> Iterator[str]:
    from pypinyin import lazy_pinyin  # a dictionary of 10 MB, wanted when somebody changes a password only

    yield place.code
    kinds = "|".join(map(re.escape, catalogue("zh")["password.region_kinds"].split()))
    for name in (place.name_zh, re.sub(f"({kinds})$", "", place.name_zh)):
        yield name
        yield "".join(lazy_pinyin(name))
    yield place.name_en
    yield from place.name_en.split()
