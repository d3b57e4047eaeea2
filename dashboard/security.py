"""What every answer says to the browser, and what no other site may send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

Hashes = Callable[[], Sequence[str]]
_SAFE = ("GET", "HEAD", "OPTIONS")
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_FEATURES = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OF_PAGES = {"X-Frame-Options": "DENY", "Permissions-Policy": _FEATURES}
"""What browsers heed of documents only; an answer of JSON is often smaller than all of its headers."""


def protect(server: Flask, hashes: Hashes) -> None:
    """Check where requests that change something come from, and put the headers on every answer, errors included.

    `hashes` gives those of the inline scripts that Dash puts into a page.
    """

    def check() -> None:
        if request.method not in _SAFE and not _is_own():
            abort(403)

    def headers(response: Response) -> Response:
        page = response.mimetype == "text/html"
        for name, text in (_HEADERS | _OF_PAGES if page else _HEADERS).items():
            response.headers.setdefault(name, text)
        policy = content_policy(hashes()) if page else _NOTHING
        response.headers.setdefault("Content-Security-Policy", policy)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if not request.path.startswith("/assets"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    server.before_request(check)
    server.after_request(headers)


def content_policy(hashes: Sequence[str]) -> str:
    """The content security policy of a page: everything from here, no script but our files and Dash's own lines."""
    scripts = " ".join(["'self'", *dict.fromkeys(hashes)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            # AG Grid and Plotly write styles into elements.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _is_own() -> bool:
    """Tell whether a request that changes something comes from a page of ours.

    Browsers say so in one of two headers; a program that says nothing has no browser's cookies to misuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or (urlsplit(origin).netloc == request.host and origin != "null")
