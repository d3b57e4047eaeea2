"""The front-end files as they travel: read once, named by their content, packed for whoever can unpack them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request

from dashboard.packing import YEAR, bundle, coding

STYLES = ("icons.css", "layout.css", "menus.css", "cards.css")
"""The first of the sheet that all are joined into, so that a page asks once; print.css is its last."""
SCRIPTS = ("plotly-locale-zh-cn.js", "connection.js", "travel.js", "sed.js")
"""The first of the script; the locale of charts waits for Plotly in a list, and so comes before it."""
PLOTLY = "plotly-cartesian.js"
_KINDS = {"css": "text/css", "js": "text/javascript"}


@dataclass(frozen=True)
class File:
    """A file under the `name` that its content gives it; `brotli` is what the vendoring packed, where it did."""

    name: str
    body: bytes
    brotli: bytes | None = None

    @property
    def kind(self) -> str:
        """Its media type."""
        return _KINDS[self.name.rpartition(".")[2]]

    def packed(self, coding: str) -> bytes:
        """The file in a coding; packed when the first client asks for it."""
        return self.brotli if self.brotli is not None and coding == "br" else bundle(self.body, coding)


class Files:
    """The files of the folder `assets`: `style`, `app` and `plotly` are the names under which they are served.

    `style` and `script` are written before the sheet and the script.
    """

    def __init__(self, assets: Path, *, style: str, script: str) -> None:
        vendored = {
            e["target"]: assets / "vendor" / e["file"] for e in json.loads((assets / "vendor.lock.json").read_text())
        }

        def read(name: str) -> bytes:
            path: Path = vendored.get(name, assets / name)
            return path.read_bytes()

        def joined(first: tuple[str, ...], suffix: str, last: tuple[str, ...] = ()) -> bytes:
            others = sorted(path.name for path in assets.glob(f"*{suffix}"))
            return b"\n".join(read(n) for n in dict.fromkeys((*first, *(o for o in others if o not in last), *last)))

        plotly = vendored[PLOTLY]
        made = {
            "style": _named("style.css", style.encode() + joined(STYLES, ".css", ("print.css",))),
            "app": _named("app.js", script.encode() + b"\n" + joined(SCRIPTS, ".js")),
            "plotly": File(plotly.name, plotly.read_bytes(), plotly.with_name(f"{plotly.name}.br").read_bytes()),
        }
        self.style, self.app, self.plotly = (made[k].name for k in ("style", "app", "plotly"))
        self._by_name = {file.name: file for file in made.values()}

    def serve(self, server: Flask) -> None:
        """Answer `/assets/NAME`: for a year, since another content has another name."""

        def file(name: str) -> Response:
            held = self._by_name.get(name)
            return abort(404) if held is None else _answer(held)

        server.add_url_rule("/assets/<name>", "assets", file)


def _named(name: str, body: bytes) -> File:
    stem, _, suffix = name.rpartition(".")
    return File(f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}.{suffix}", body)


def _answer(file: File) -> Response:
    chosen = coding()
    response = Response(file.packed(chosen), mimetype=file.kind)
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    if chosen:
        response.content_encoding = chosen
    # Each packing is another representation, and so has another tag.
    response.set_etag("-".join(part for part in (file.name.split(".")[-2], chosen) if part))
    response.make_conditional(request)
    return response
