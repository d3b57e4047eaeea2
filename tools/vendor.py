"""Fetch the vendored front-end files with npm into `assets/vendor/`: `python tools/vendor.py [--update]`.

`assets/vendor.lock.json` says what is vendored. Each entry names an npm package, its version, its licence and what is
taken from it: one `member` (a path inside the package, and what to `replace` in it, so that it names no other host) or
a list of `icons` (drawn into one style sheet). Without `--update` a file that does not have the locked SHA-256 is
refused. File names carry the start of their hash, so that they may be cached for ever. Large files are kept
packed, too.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli

ASSETS = Path(__file__).resolve().parent.parent / "assets"
VENDOR = ASSETS / "vendor"
LOCK = ASSETS / "vendor.lock.json"
LARGE = 200_000
"""Bytes from which a file is kept packed beside itself."""

# An icon is a hole in the shape of the drawing through which the text colour shows: it follows theme, hover and focus
# and needs no inline SVG. The layer lets our own rules win; printers and high-contrast modes would drop a background.
ICON_BASE = """\
@layer icons {
.icon { display: inline-block; flex: none; width: 1.25em; height: 1.25em; vertical-align: -.25em;
  background: currentColor; mask: var(--icon) center / contain no-repeat;
  forced-color-adjust: none; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
@media (forced-colors: active) {
  .icon { background: CanvasText; } a .icon { background: LinkText; } button .icon { background: ButtonText; }
}
"""


def main(update: bool) -> None:
    """Fetch everything the lock names; with `update`, lock what came."""
    entries = json.loads(LOCK.read_text())
    made: dict[str, bytes] = {}
    licences = ["# Licences of the vendored front-end files\n"]
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            package = unpack(entry, Path(folder))
            content = sheet(package, entry["icons"]) if "icons" in entry else script(package, entry)
            digest = hashlib.sha256(content).hexdigest()
            if not update and digest != entry["sha256"]:
                sys.exit(f"{entry['name']} {entry['version']}: the file that came is not the locked one.")
            entry["sha256"] = digest
            stem, suffix = entry["target"].rsplit(".", 1)
            entry["file"] = f"{stem}.{digest[:8]}.{suffix}"
            made[entry["file"]] = content
            text = (package / "LICENSE").read_text().strip()
            licences.append(f"## {entry['name']} {entry['version']} ({entry['licence']})\n\n```text\n{text}\n```\n")
    made["LICENSES.md"] = "\n".join(licences).encode()
    for old in VENDOR.iterdir():
        old.unlink()
    for name, content in made.items():
        (VENDOR / name).write_bytes(content)
        if len(content) > LARGE:
            # At this quality it takes seconds, so it is done here once and not by each worker at its start.
            (VENDOR / f"{name}.br").write_bytes(brotli.compress(content, quality=11))
    LOCK.write_text(json.dumps(entries, indent=2) + "\n")


def unpack(entry: dict[str, Any], folder: Path) -> Path:
    """Download a package with npm, which checks its integrity, and return the folder with its files."""
    spec = f"{entry['name']}@{entry['version']}"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), spec]
    archive = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    target = folder / re.sub(r"\W", "_", spec)
    with tarfile.open(folder / archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def script(package: Path, entry: dict[str, Any]) -> bytes:
    """Return the member of `package` with the replacements made; each must fit exactly one place, or it is outdated."""
    text: str = (package / entry["member"]).read_text()
    for old, new in entry.get("replace", {}).items():
        if text.count(old) != 1:
            sys.exit(f"{entry['name']} {entry['version']}: {old} stands there {text.count(old)} times, not once.")
        text = text.replace(old, new)
    return text.encode()


def sheet(package: Path, icons: list[str]) -> bytes:
    """Return the style sheet that draws each of `icons` as `<i class="icon icon-NAME">`."""
    rules = [f'.icon-{name} {{ --icon: url("{data_url(package / "icons" / f"{name}.svg")}"); }}' for name in icons]
    return (ICON_BASE + "\n".join(rules) + "\n}\n").encode()


def data_url(svg: Path) -> str:
    """Return a drawing as an address that needs no request."""
    text = re.sub(r"<!--.*?-->", "", svg.read_text())
    # The drawing takes its size from the mask; the width of a rectangle inside it must stay.
    root, drawing = re.sub(r"\s+", " ", text).strip().split(">", 1)
    root = re.sub(r' (?:class|width|height)="[^"]*"', "", root).replace("currentColor", "#000").strip()
    text = f"{root}>{drawing}".replace('"', "'").replace("> <", "><").replace(" />", "/>")
    return "data:image/svg+xml," + quote(text, safe=" '=/:;,.-()")


if __name__ == "__main__":
    main(update="--update" in sys.argv[1:])
