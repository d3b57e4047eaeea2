"""Behind a proxy: under a prefix of its paths, and with the client's address and scheme from its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

Headers = list[tuple[str, str]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def behind(app: Wsgi, prefix: str, proxies: int) -> Wsgi:
    """`app` under `prefix` (such as `/edu`, or empty), believing `proxies` proxies what they say of the client.

    A proxy may pass the prefix on or take it off. Nobody is believed by default: anybody can write such a header.
    """
    inner = _shared(app)

    def mounted(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix
        return inner(environ, start)

    outer = mounted if prefix else inner
    return ProxyFix(outer, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else outer


def _shared(app: Wsgi) -> Wsgi:
    """Files that are the same for everybody do not vary with a cookie, though the guard looked at the session."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def begin(status: str, headers: Headers, *rest: Any) -> Any:
            if any(name == "Cache-Control" and "immutable" in text for name, text in headers):
                kept = [(n, t) for n, t in headers if n not in ("Vary", "Set-Cookie")]
                headers = [*kept, ("Vary", "Accept-Encoding")]
            return start(status, headers, *rest)

        return app(environ, begin)

    return answer
