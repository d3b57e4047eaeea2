"""The routes of downloads: a panel as CSV or XLSX, a page as one workbook.

Each is written down in the audit before it goes, and does not go where that fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard.ask import Ask
from dashboard.audit import record
from dashboard.auth.guard import account
from dashboard.exports.csv_file import to_csv
from dashboard.exports.pages import sheets
from dashboard.exports.sheet import sheet
from dashboard.exports.workbook import MIMETYPE, to_workbook
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.store import Store
from data_access.engine import QueryTooSlow

log = logging.getLogger(__name__)


def register(server: Flask, store: Store, ask_for: Callable[[dict[str, str], str], Ask]) -> None:
    """Add the routes to `server`, which note in `store` what was taken.

    `ask_for` makes a reader's questions from an address and a page's key.
    """

    def panel_file(key: str, panel_id: str, kind: str) -> Response:
        panel = PAGES[key].panel(panel_id) if key in PAGES else None
        if panel is None:
            abort(404)
        ask = ask_for(request.args.to_dict(), key)
        if not panel.stands_on(ask.view.place.level):
            abort(404)  # what is no panel of this place has no download there
        try:
            made = sheet(draw(panel, ask), ask)
        except QueryTooSlow:
            return _slow(ask)
        note_export(store, ask, f"{key}/{panel_id}.{kind}", len(made.rows))
        body = to_csv(made) if kind == "csv" else to_workbook([made], ask.t)
        return _file(body, kind, f"{key}-{panel_id}-{ask.view.place.code}")

    def page_file(key: str) -> Response:
        if key not in PAGES:
            abort(404)
        ask = ask_for(request.args.to_dict(), key)
        try:
            made = sheets(ask, account().name)
        except QueryTooSlow:
            return _slow(ask)
        note_export(store, ask, f"{key}.xlsx", sum(len(one.rows) for one in made))
        return _file(to_workbook(made, ask.t), "xlsx", f"{key}-{ask.view.place.code}")

    server.add_url_rule("/export/<key>/<panel_id>.<any(csv, xlsx):kind>", "export", panel_file)
    server.add_url_rule("/export/<key>.xlsx", "export_page", page_file)


def note_export(store: Store, ask: Ask, what: str, rows: int) -> None:
    """Write down that a file of `rows` rows is given away, or answer 503: no export without its row in the audit."""
    view = ask.view
    filters = [f"{name}={code}" for name, code in view.filters(ask.page.segments)]
    try:
        record(
            store,
            "export",
            what=what,
            place=view.place.code,
            period=str(view.months),
            filters=filters,
            rows=rows,
            scope=ask.scope.fingerprint,
        )
    except SQLAlchemyError:
        log.exception("the audit could not be written")
        abort(503)


def _slow(ask: Ask) -> Response:
    return Response(ask.t("error.slow"), 503, mimetype="text/plain")


def _file(body: str | bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name.replace(":", "-")}.{kind}"'}
    return Response(body, mimetype="text/csv" if kind == "csv" else MIMETYPE, headers=headers)
