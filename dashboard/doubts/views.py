"""The pages of doubts, rendered by the server: the form, and the list with its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from dashboard.auth import throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.auth.guard import account
from dashboard.doubts import ledger
from dashboard.entries.names import indicator_name
from dashboard.entries.text import Unclear, sees
from dashboard.i18n.numbers import period
from dashboard.page import PAGES
from dashboard.store.doubts import LONGEST, STATES, Doubt
from dashboard.view import View
from data_access.gate import Gate

_HOME = "/indicators"


def blueprint(door: Door, gate: Gate) -> Blueprint:
    """The routes under `/doubts`."""
    doubts = Blueprint("doubts", __name__, url_prefix="/doubts")

    def listed(status: int = 200, **parts: Any) -> Any:
        t, reader = translator(door.settings.language), account()
        state = request.args.get("state", "")
        state = state if state in STATES else ""
        before = request.args.get("before", "")
        start = int(before) if before.isdecimal() and len(before) < 10 else None
        with door.store.reading() as db:
            doubts, older = ledger.seen(db, gate, reader.scope, state, start)
            may = ledger.answers(db, gate, reader, doubts)
            rows = [(doubt, _place(gate, doubt, t), indicator_name(doubt.indicator, t)) for doubt in doubts]
        listing = {"rows": rows, "states": STATES, "state": state, "may": may, "older": older, "long": LONGEST}
        page = shown("doubts.html", t, **listing, **parts)
        return page, status

    def form(status: int = 200, **parts: Any) -> Any:
        asked: Mapping[str, str] = request.form if request.method == "POST" else request.args
        view, page = _view(asked), _page(asked.get("on", ""))
        t = translator(view.language if "lang" in request.args else account().language)
        if view.indicator is None:
            return redirect(request.script_root + _HOME + view.to_search())
        about = {
            "indicator": indicator_name(view.indicator, t),
            "place": t.place(view.place),
            "period": period(view.months, t),
        }
        notes = [t(key, asked=text) for key, text in view.notes]
        hidden = {"view": view.to_search(), "on": page}
        html = shown("doubt.html", t, about=about, hidden=hidden, notes=notes, long=LONGEST, **parts)
        return html, status

    def report() -> Any:
        check_token()
        reader, why = account(), request.form.get("why", "")
        t = translator(reader.language)
        wait = throttle.reserve(door.store, throttle.of_account("doubt", reader.actor, throttle.DOUBTS))
        if wait:
            page, status = form(429, message=t("doubt.throttled", n=wait), why=why)
            return page, status, {"Retry-After": str(wait)}
        try:
            with door.store.session() as db:
                ledger.report(db, reader, _view(request.form), _page(request.form.get("on", "")), why)
        except Unclear as unclear:
            return form(422, message=t(unclear.key, n=LONGEST), why=why[: 4 * LONGEST])
        return redirect(url_for("doubts.list"))

    def answer(doubt_id: int) -> Any:
        check_token()
        reader = account()
        t = translator(reader.language)
        text = request.form.get("answer", "")
        try:
            with door.store.session() as db:
                doubt = db.get(Doubt, doubt_id)
                # Whoever does not see a place is not told that there is a doubt about it.
                if doubt is None or not sees(gate, reader.scope, doubt.place):
                    abort(404)
                if not ledger.answers(db, gate, reader, [doubt]):
                    abort(403)
                ledger.answer(db, reader, doubt, text, close=request.form.get("do") == "close")
        except Unclear as unclear:
            return listed(422, message=t(unclear.key, n=LONGEST), failed=doubt_id, said=text[: 4 * LONGEST])
        return redirect(url_for("doubts.list"))

    def _view(asked: Mapping[str, str]) -> View:
        reader = account()
        return View.parse(asked.get("view") or dict(asked), gate, reader.scope, language=reader.language)

    doubts.add_url_rule("", "list", listed)
    doubts.add_url_rule("/new", "form", form)
    doubts.add_url_rule("/new", "report", report, methods=["POST"])
    doubts.add_url_rule("/<int:doubt_id>", "answer", answer, methods=["POST"])
    return doubts


def _page(path: str) -> str:
    """A page's address, if there is such a page for the reader; else that of the indicators."""
    page = next((p for p in PAGES.values() if p.path == path and account().role in p.roles), None)
    return page.path if page is not None else _HOME


def _place(gate: Gate, doubt: Doubt, t: Any) -> str:
    return str(t.place(gate.place(account().scope, doubt.place)))
