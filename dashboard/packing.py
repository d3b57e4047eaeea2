"""Answers are packed on their way out: large JSON each time, the bundles of Dash once."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from dashboard.files import YEAR

_SUITES = "/_dash-component-suites/"
_LEAST = 1_000
_PACKED = frozenset(
    {"application/json", "application/javascript", "text/javascript", "text/css", "text/csv", "image/svg+xml"}
)


def pack(server: Flask) -> None:
    """Pack what `server` answers, for clients that can unpack it."""

    def packed(response: Response) -> Response:
        suite = request.path.startswith(_SUITES)
        if suite and response.cache_control.max_age:
            response.cache_control.max_age = YEAR
            response.cache_control.public = response.cache_control.immutable = True
        elif suite:  # a chunk whose name does not tell its version: kept, and asked for again each time
            response.cache_control.no_cache = True
        if not _worth(response):
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") > 0:
            body = response.get_data()
            # Level 6 is a hundredth larger than 9 and a fifth faster; bundles are packed once and asked for often.
            response.set_data(_bundle(body) if suite else gzip.compress(body, 6, mtime=0))
            response.content_encoding = "gzip"
            if (tag := response.get_etag()[0]) is not None:
                response.set_etag(f"{tag}-gzip")
        if suite:
            response.make_conditional(request)
        return response

    server.after_request(packed)


def _worth(response: Response) -> bool:
    """Tell whether packing is of use and harmless: a form's secret token beside the reader's own text is not packed."""
    if response.status_code != 200 or response.is_streamed or response.content_encoding:
        return False
    kinds = _PACKED if request.blueprint in ("auth", "admin") else {*_PACKED, "text/html"}
    return response.mimetype in kinds and (response.content_length or 0) >= _LEAST


@lru_cache(maxsize=32)
def _bundle(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
