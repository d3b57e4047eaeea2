"""What every table of the application database is declared with."""

from __future__ import annotations

import time

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Tables of the application database. Moments are whole seconds since 1970 in UTC: no time zone can shift them."""


def now() -> int:
    """This moment, as the tables keep it."""
    return int(time.time())
