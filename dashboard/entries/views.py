"""The pages of notes and of targets, rendered by the server: a form for who may add, and the list of what holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from dashboard.auth import throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown
from dashboard.auth.guard import account
from dashboard.entries import ledger
from dashboard.entries.asked import view_asked
from dashboard.entries.kinds import Kind
from dashboard.entries.names import indicator_name, value_of
from dashboard.entries.text import Unclear, sees
from dashboard.i18n import Translator
from dashboard.page import PAGES
from dashboard.panels.profile import page_of
from dashboard.rights import WRITERS
from dashboard.store.entries import LONGEST, Entry, Note, Target
from dashboard.view import View
from data_access.gate import Gate

_KEPT = 4 * LONGEST


def blueprint(kind: Kind, door: Door, gate: Gate) -> Blueprint:
    """The routes of one kind of entries."""
    pages = _Pages(kind, door, gate)
    routes = Blueprint(f"{kind.name}s", __name__, url_prefix=kind.path)
    routes.add_url_rule("", "list", pages.listed)
    routes.add_url_rule("", "add", pages.add, methods=["POST"])
    routes.add_url_rule("/<int:entry_id>", "withdraw", pages.withdraw, methods=["POST"])
    return routes


@dataclass(frozen=True)
class _Pages:
    """What the routes of a kind answer."""

    kind: Kind
    door: Door
    gate: Gate

    def listed(self, status: int = 200, **parts: Any) -> Any:
        reader, view = account(), view_asked(self.gate)
        t = Translator(view.language)
        with self.door.store.reading() as db:
            held = ledger.standing(db, self.kind.model, self.gate, reader.scope)
        page = shown(
            "entries.html",
            t,
            kind=self.kind,
            view=view,
            place=t.place(view.place),
            notes=[t(key, asked=text) for key, text in view.notes],
            offered=_offered(t) if reader.role in WRITERS else [],
            sent=_sent(self.kind, view),
            rows=[_row(entry, self.gate, t) for entry in held],
            long=LONGEST,
            **parts,
        )
        return page, status

    def add(self) -> Any:
        check_token()
        reader, view = account(), view_asked(self.gate)
        t = Translator(view.language)
        wait = throttle.reserve(self.door.store, throttle.of_account(self.kind.name, reader.actor, throttle.ENTRIES))
        if wait:
            page, status = self.listed(429, message=t("entry.throttled", n=wait))
            return page, status, {"Retry-After": str(wait)}
        try:
            if any(key == "note.place" for key, _ in view.notes):
                raise Unclear("entry.no_place")
            entry = self.kind.read(view, request.form)
            with self.door.store.session() as db:
                ledger.add(db, reader, self.kind.name, entry)
        except Unclear as unclear:
            return self.listed(422, message=t(unclear.key, n=LONGEST))
        return redirect(url_for(".list") + view.to_search(indicator=entry.indicator, lang=None))

    def withdraw(self, entry_id: int) -> Any:
        check_token()
        reader = account()
        with self.door.store.session() as db:
            entry = db.get(self.kind.model, entry_id)
            # Whoever does not see a place is not told that there is an entry about it.
            if entry is None or entry.withdrawn_at is not None or not sees(self.gate, reader.scope, entry.place):
                abort(404)
            if not ledger.may_withdraw(reader, entry):
                abort(403)
            ledger.withdraw(db, reader, self.kind.name, entry)
        return redirect(url_for(".list"))


def _offered(t: Translator) -> list[tuple[str, str]]:
    return [(code, indicator_name(code, t)) for code in PAGES["indicators"].indicators]


def _sent(kind: Kind, view: View) -> dict[str, str]:
    """What the fields hold: what was sent and refused, else what the view suggests."""
    given = {"indicator": view.indicator or "", "period": str(view.period or f"{view.span.last:%Y-%m}")}
    if request.method == "POST" and "indicator" in request.form:
        return {field: request.form.get(field, "")[:_KEPT] for field in ("indicator", *kind.fields)}
    return {field: given.get(field, "") for field in ("indicator", *kind.fields)}


def _row(entry: Entry, gate: Gate, t: Translator) -> dict[str, Any]:
    """An entry as the list shows it, with the address of the view that it is about."""
    place = gate.place(account().scope, entry.place)
    said = about = period = ""
    if isinstance(entry, Note):
        said, about, period = entry.text, entry.period, f"&period={entry.period}"
    elif isinstance(entry, Target):
        value = value_of(entry.indicator, entry.value, t)
        about = t("entry.target.by", value=value, day=f"{entry.due_on:%Y-%m-%d}")
        said = entry.basis
    return {
        "entry": entry,
        "head": f"{indicator_name(entry.indicator, t)} · {t.place(place)} · {about}",
        "said": said,
        "view": f"{page_of(entry.indicator)}?place={entry.place}&indicator={entry.indicator}{period}",
        "may": ledger.may_withdraw(account(), entry),
    }
