"""Pictures of pages at an eighth of their size, and how far two of them are apart; Chromium itself draws and compares.

So small, letters are grey: how a machine smooths its fonts does not matter, a panel that is missing or lies over
another, or the wrong theme, does (docs/adr/0016).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

BASELINE = Path(__file__).parent / "baseline"
_STEP, _BLOCK, _APART = 8, 4, 28
"""Pixels of the page to one of the picture, of the picture to a block, and levels of 255 that set blocks apart."""
_DRAWN = """
  const image = async (kind, text) =>
    createImageBitmap(await (await fetch(`data:image/${kind};base64,${text}`)).blob());
  const drawn = (from, scale) => {
    const canvas = new OffscreenCanvas(Math.round(from.width / scale), Math.round(from.height / scale));
    const brush = canvas.getContext('2d');
    brush.imageSmoothingQuality = 'high';
    brush.drawImage(from, 0, 0, canvas.width, canvas.height);
    return [canvas, brush];
  };"""
_SMALL = f"""async shot => {{{_DRAWN}
  const [canvas] = drawn(await image('png', shot), {_STEP});
  const blob = await canvas.convertToBlob({{type: 'image/webp', quality: 0.6}});
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}}"""
# The mean colour of each block; a block that only one picture has is apart.
_COMPARED = f"""async ([shot, kept]) => {{{_DRAWN}
  const both = [drawn(await image('png', shot), {_STEP}), drawn(await image('webp', kept), 1)];
  const [wide, high] = ['width', 'height'].map(side => Math.max(...both.map(([canvas]) => canvas[side])));
  const mean = ([canvas, brush], x, y) => {{
    const [w, h] = [Math.min({_BLOCK}, canvas.width - x), Math.min({_BLOCK}, canvas.height - y)];
    if (w <= 0 || h <= 0) return null;
    const data = brush.getImageData(x, y, w, h).data;
    return [0, 1, 2].map(of => data.reduce((sum, v, i) => sum + (i % 4 === of ? v : 0), 0) / (w * h));
  }};
  const apart = [];
  let blocks = 0;
  for (let y = 0; y < high; y += {_BLOCK})
    for (let x = 0; x < wide; x += {_BLOCK}) {{
      blocks++;
      const [now, then] = both.map(one => mean(one, x, y));
      if (!now || !then || now.some((v, of) => Math.abs(v - then[of]) > {_APART}))
        apart.push([x * {_STEP}, y * {_STEP}]);
    }}
  return {{share: apart.length / blocks, apart: apart.slice(0, 12)}};
}}"""


@dataclass(frozen=True)
class Difference:
    """The share of blocks that are apart, and where the first of them are on the page, in CSS pixels."""

    share: float
    apart: list[list[int]]


class Easel:
    """A blank page that scales and compares pictures."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()

    def close(self) -> None:
        """Put it away."""
        self._page.close()

    def small(self, shot: bytes) -> bytes:
        """A screenshot (PNG) as it is kept: small, WebP."""
        return base64.b64decode(self._page.evaluate(_SMALL, _text(shot)))

    def difference(self, shot: bytes, kept: bytes) -> Difference:
        """How far a screenshot is from what was kept."""
        return Difference(**self._page.evaluate(_COMPARED, [_text(shot), _text(kept)]))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
