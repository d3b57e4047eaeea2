"""Forms that the server renders: their token against forgery, their language, their frame."""

from __future__ import annotations

import hmac
import secrets

from flask import render_template, request, session, url_for
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from dashboard.i18n import HTML_LANG, LANGUAGES, Translator
from dashboard.view import THEMES

ROW_DIGITS = 9
"""No row has a number of more digits, and no database is asked for one."""


class FormExpired(BadRequest):
    """A form without its token, or with another session's."""


def translator(usual: str) -> Translator:
    """The language of a form: the one asked for, else the account's, else the installation's."""
    asked = request.args.get("lang", "")
    return Translator(asked if asked in LANGUAGES else getattr(current_user, "language", usual))


def token() -> str:
    """The token of the session's forms; it stands in the signed cookie, which no other site can read or set."""
    return str(session.setdefault("form_token", secrets.token_urlsafe(32)))


def check_token() -> None:
    """Raise `FormExpired` unless the form that was sent holds the session's token."""
    kept = str(session.get("form_token", "")) or secrets.token_hex()
    if not hmac.compare_digest(kept.encode(), request.form.get("token", "").encode("utf-8", "replace")):
        raise FormExpired


def row_number(text: str) -> int | None:
    """The number of a row that a form or an address names, if it is one that a row can have."""
    return int(text) if text.isdecimal() and len(text) <= ROW_DIGITS else None


def shown(template: str, t: Translator, **parts: object) -> str:
    """A page of the template, with what all of them need."""
    theme = request.cookies.get("theme", "")
    return render_template(
        template,
        t=t,
        theme=theme if theme in THEMES else "",
        lang=HTML_LANG[t.language],
        languages=LANGUAGES,
        token=token(),
        style=url_for("auth.style"),
        me=current_user if hasattr(current_user, "actor") else None,
        **parts,
    )
