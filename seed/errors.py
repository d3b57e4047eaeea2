"""The one error that a loader shows to its user."""

from __future__ import annotations


class Refused(Exception):
    """The work cannot be done and nothing was published; the message says why in one sentence."""


def first_line(error: BaseException) -> str:
    """Return what `error` says in its first line, without the SQL that SQLAlchemy wraps it in."""
    text = str(getattr(error, "orig", None) or error)
    return text.splitlines()[0] if text else type(error).__name__
