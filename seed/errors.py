"""The one error that a loader shows to its user."""

from __future__ import annotations


class Refused(Exception):
    """The work cannot be done and nothing was published; the message says why in one sentence."""
