"""The pages of doubts, rendered by the server: the form, and the list with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from dashboard.auth import throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, row_number, shown, translator
from dashboard.auth.guard import account
from dashboard.doubts import ledger
from dashboard.entries.asked import asked, view_asked
from dashboard.entries.names import indicator_name
from dashboard.entries.text import Unclear, sees
from dashboard.i18n import Translator
from dashboard.i18n.numbers import period
from dashboard.page import PAGES
from dashboard.store.doubts import LONGEST, STATES, Doubt
from data_access.gate import Gate

_HOME = "/indicators"
_KEPT = 4 * LONGEST


def blueprint(door: Door, gate: Gate) -> Blueprint:
    """The routes under `/doubts`."""
    pages = _Pages(door, gate)
    doubts = Blueprint("doubts", __name__, url_prefix="/doubts")
    doubts.add_url_rule("", "list", pages.listed)
    doubts.add_url_rule("/new", "form", pages.form)
    doubts.add_url_rule("/new", "report", pages.report, methods=["POST"])
    doubts.add_url_rule("/<int:doubt_id>", "answer", pages.answer, methods=["POST"])
    return doubts


@dataclass(frozen=True)
class _Pages:
    """What the routes answer."""

    door: Door
    gate: Gate

    def listed(self, status: int = 200, start: int | None = None, **parts: Any) -> Any:
        """The list from the newest on, or from before the id `start`, or what the address says."""
        reader, state = account(), request.args.get("state", "")
        t = translator(reader.language)
        state = state if state in STATES else ""
        if (before := row_number(request.args.get("before", ""))) is not None:
            start = before
        with self.door.store.reading() as db:
            doubts, older = ledger.seen(db, self.gate, reader.scope, state, start)
            may = ledger.answers(db, self.gate, reader, doubts)
            fresh = ledger.unread(db, self.gate, reader)
            new = {doubt.id for doubt in fresh}
            # The menu leads to the first page: what is new stands on top of it, however old the doubt is.
            doubts = [*fresh, *(doubt for doubt in doubts if doubt.id not in new)]
            rows = [(doubt, _place(self.gate, doubt, t), indicator_name(doubt.indicator, t)) for doubt in doubts]
        listing = {"rows": rows, "states": STATES, "state": state, "may": may, "fresh": new, "older": older}
        if fresh:
            with self.door.store.session() as db:
                ledger.read(db, fresh)
        return shown("doubts.html", t, long=LONGEST, **listing, **parts), status

    def form(self, status: int = 200, **parts: Any) -> Any:
        view = view_asked(self.gate)
        if view.indicator is None:
            return redirect(request.script_root + _HOME + view.to_search())
        t = Translator(view.language)
        about = {
            "indicator": indicator_name(view.indicator, t),
            "place": t.place(view.place),
            "period": period(view.months, t),
        }
        notes = [t(key, asked=text) for key, text in view.notes]
        hidden = {"view": view.to_search(), "on": _page()}
        return shown("doubt.html", t, about=about, hidden=hidden, notes=notes, long=LONGEST, **parts), status

    def report(self) -> Any:
        check_token()
        reader, view, why = account(), view_asked(self.gate), request.form.get("why", "")
        t, kept = Translator(view.language), why[:_KEPT]
        wait = throttle.reserve(self.door.store, throttle.of_account("doubt", reader.actor, throttle.DOUBTS))
        if wait:
            page, status = self.form(429, message=t("doubt.throttled", n=wait), why=kept)
            return page, status, {"Retry-After": str(wait)}
        try:
            with self.door.store.session() as db:
                ledger.report(db, reader, view, _page(), why)
        except Unclear as unclear:
            return self.form(422, message=t(unclear.key, n=LONGEST), why=kept)
        return redirect(url_for(".list"))

    def answer(self, doubt_id: int) -> Any:
        check_token()
        reader, text = account(), request.form.get("answer", "")
        t = translator(reader.language)
        try:
            with self.door.store.session() as db:
                doubt = db.get(Doubt, doubt_id)
                # Whoever does not see a place is not told that there is a doubt about it.
                if doubt is None or not sees(self.gate, reader.scope, doubt.place):
                    abort(404)
                if not ledger.answers(db, self.gate, reader, [doubt]):
                    abort(403)
                ledger.answer(db, reader, doubt, text, close=request.form.get("do") == "close")
        except Unclear as unclear:
            # The page begins with it, wherever it stood: what was written is kept in its form.
            message = t(unclear.key, n=LONGEST)
            return self.listed(422, doubt_id + 1, message=message, failed=doubt_id, said=text[:_KEPT])
        return redirect(url_for(".list"))


def _page() -> str:
    """The address of the page that is doubted, if there is such a page for the reader; else that of the indicators."""
    path = asked().get("on", "")
    page = next((p for p in PAGES.values() if p.path == path and account().role in p.roles), None)
    return page.path if page is not None else _HOME


def _place(gate: Gate, doubt: Doubt, t: Any) -> str:
    return str(t.place(gate.place(account().scope, doubt.place)))
