"""Answers are packed on their way out: large JSON each time, the bundles of Dash once."""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request

YEAR = 31_536_000
_SUITES = "/_dash-component-suites/"
_CODINGS = ("br", "gzip")
_LEAST = 1_000
_PACKED = frozenset(
    {"application/json", "application/javascript", "text/javascript", "text/css", "text/csv", "image/svg+xml"}
)


def coding() -> str:
    """The packing that serves the client of this request best: `br`, `gzip`, or none that it can unpack."""
    taken = request.accept_encodings
    return next((name for name in _CODINGS if taken.quality(name) > 0), "")


def packed(body: bytes, coding: str) -> bytes:
    """`body` in a coding of `coding`."""
    if coding == "br":
        # Level 7 takes half as long again as gzip's 6, under a millisecond for our largest charts, and a sixth off.
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=7))
    return gzip.compress(body, 6, mtime=0) if coding == "gzip" else body


@lru_cache(maxsize=32)
def bundle(body: bytes, coding: str) -> bytes:
    """The same for what is packed once and asked for often."""
    if coding == "br":
        return bytes(brotli.compress(body, quality=9))
    return gzip.compress(body, 9, mtime=0) if coding == "gzip" else body


def pack(server: Flask) -> None:
    """Pack what `server` answers, for clients that can unpack it."""

    def finish(response: Response) -> Response:
        suite = request.path.startswith(_SUITES)
        if suite and response.cache_control.max_age:
            response.cache_control.max_age = YEAR
            response.cache_control.public = response.cache_control.immutable = True
        elif suite:  # nothing in its name tells its version: kept, and asked for again each time
            response.cache_control.no_cache = True
        if _worth(response):
            _pack(response, suite)
        if suite and response.status_code == 200:
            response.make_conditional(request)
        return response

    server.after_request(finish)


def _pack(response: Response, suite: bool) -> None:
    response.vary.add("Accept-Encoding")
    if chosen := coding():
        body = response.get_data()
        response.set_data(bundle(body, chosen) if suite else packed(body, chosen))
        response.content_encoding = chosen
        if (tag := response.get_etag()[0]) is not None:
            response.set_etag(f"{tag}-{chosen}")


def _worth(response: Response) -> bool:
    """Tell whether packing is of use and harmless: a form's secret token beside the reader's own text is not packed."""
    if response.status_code != 200 or response.is_streamed or response.content_encoding:
        return False
    kinds = _PACKED if request.blueprint in ("auth", "admin") else {*_PACKED, "text/html"}
    return response.mimetype in kinds and (response.content_length or 0) >= _LEAST
