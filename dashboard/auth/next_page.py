"""Where a login leads: to a page of ours, or to the start."""

from __future__ import annotations

import re

# Only a path of ours: no second slash or backslash, no control character, however it is written (trust.md F7).
_NEXT = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./%?=&:|,~+]*")


def safe_next(target: str, paths: frozenset[str]) -> str:
    """Return `target` if it is the address of one of our pages, or a page's with a code behind, else the start page."""
    path = target.partition("?")[0]
    page, _, code = path.rpartition("/")
    return target if _NEXT.fullmatch(target) and (path in paths or (code and page in paths)) else "/"
