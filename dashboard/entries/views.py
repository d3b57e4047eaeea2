"""The pages of notes and of targets, rendered by the server: a form for who may add, and the list of what holds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from dashboard.auth import throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.auth.guard import account
from dashboard.entries import ledger
from dashboard.entries.kinds import Kind
from dashboard.entries.names import indicator_name
from dashboard.entries.text import Unclear, sees
from dashboard.i18n import Translator
from dashboard.i18n.numbers import with_unit
from dashboard.page import PAGES
from dashboard.panels.profile import page_of
from dashboard.rights import WRITERS
from dashboard.store.entries import LONGEST, Entry, Note, Target
from dashboard.view import View
from data_access import indicators
from data_access.gate import Gate

_KEPT = 4 * LONGEST


def blueprint(kind: Kind, door: Door, gate: Gate) -> Blueprint:
    """The routes of one kind of entries."""
    name = f"{kind.name}s"
    routes = Blueprint(name, __name__, url_prefix=kind.path)

    def listed(status: int = 200, **parts: Any) -> Any:
        reader, view = account(), _view()
        t = translator(view.language if "lang" in request.args else reader.language)
        with door.store.reading() as db:
            held = ledger.standing(db, kind.model, gate, reader.scope)
        page = shown(
            "entries.html",
            t,
            kind=kind,
            view=view,
            place=t.place(view.place),
            notes=[t(key, asked=text) for key, text in view.notes],
            offered=_offered(t) if reader.role in WRITERS else [],
            sent=_sent(kind, view),
            rows=[_row(entry, gate, t) for entry in held],
            long=LONGEST,
            **parts,
        )
        return page, status

    def add() -> Any:
        check_token()
        reader = account()
        t = translator(reader.language)
        wait = throttle.reserve(door.store, throttle.of_account(kind.name, reader.actor, throttle.ENTRIES))
        if wait:
            page, status = listed(429, message=t("entry.throttled", n=wait))
            return page, status, {"Retry-After": str(wait)}
        view = _view()
        try:
            if any(key == "note.place" for key, _ in view.notes):
                raise Unclear("entry.no_place")
            entry = kind.read(view, request.form)
            with door.store.session() as db:
                ledger.add(db, reader, kind.name, entry)
        except Unclear as unclear:
            return listed(422, message=t(unclear.key, n=LONGEST))
        return redirect(url_for(f"{name}.list") + view.to_search(indicator=entry.indicator, lang=None))

    def withdraw(entry_id: int) -> Any:
        check_token()
        reader = account()
        with door.store.session() as db:
            entry = db.get(kind.model, entry_id)
            # Whoever does not see a place is not told that there is an entry about it.
            if entry is None or entry.withdrawn_at is not None or not sees(gate, reader.scope, entry.place):
                abort(404)
            if not ledger.may_withdraw(reader, entry):
                abort(403)
            ledger.withdraw(db, reader, kind.name, entry)
        return redirect(url_for(f"{name}.list"))

    def _view() -> View:
        reader, asked = account(), request.form if request.method == "POST" else request.args
        return View.parse(asked.get("view") or dict(asked), gate, reader.scope, language=reader.language)

    routes.add_url_rule("", "list", listed)
    routes.add_url_rule("", "add", add, methods=["POST"])
    routes.add_url_rule("/<int:entry_id>", "withdraw", withdraw, methods=["POST"])
    return routes


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
        unit = indicators.get(entry.indicator).unit
        about = t("entry.target.by", value=with_unit(entry.value, unit, t), day=f"{entry.due_on:%Y-%m-%d}")
        said = entry.basis
    return {
        "entry": entry,
        "head": f"{indicator_name(entry.indicator, t)} · {t.place(place)} · {about}",
        "said": said,
        "view": f"{page_of(entry.indicator)}?place={entry.place}&indicator={entry.indicator}{period}",
        "may": ledger.may_withdraw(account(), entry),
    }
