"""The vendored front-end files are the locked ones, complete, licensed, and fit the Python packages that use them."""

import hashlib
import json
import re
from pathlib import Path

import brotli
import plotly
import pytest

ASSETS = Path(__file__).parents[2] / "assets"
LOCK = json.loads((ASSETS / "vendor.lock.json").read_text())

entries = pytest.mark.parametrize("entry", LOCK, ids=lambda entry: entry["name"])


@entries
def test_a_vendored_file_is_the_locked_one(entry: dict[str, str]) -> None:
    content = (ASSETS / "vendor" / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert f".{entry['sha256'][:8]}." in entry["file"]  # the name may be cached for ever


@entries
def test_a_vendored_file_has_its_licence_beside_it(entry: dict[str, str]) -> None:
    assert f"## {entry['name']} {entry['version']} ({entry['licence']})" in (ASSETS / "vendor/LICENSES.md").read_text()


@entries
def test_a_vendored_file_asks_no_one_for_a_source_map(entry: dict[str, str]) -> None:
    assert "sourceMappingURL" not in (ASSETS / "vendor" / entry["file"]).read_text()


def test_the_chart_library_cannot_send_a_chart_to_its_makers_server() -> None:
    (bundle,) = (entry for entry in LOCK if "cartesian" in entry["name"])
    code = (ASSETS / "vendor" / bundle["file"]).read_text()
    assert 'showSendToCloud:{valType:"boolean",dflt:!1}' in code
    assert not re.search(r"cloud\.plotly|cdn\.plot|chart-studio", code)


def test_nothing_is_vendored_that_the_lock_does_not_name() -> None:
    held = {path.name for path in (ASSETS / "vendor").iterdir()}
    packed = {name for name in held if name.endswith(".br")}
    assert held - packed == {entry["file"] for entry in LOCK} | {"LICENSES.md"}
    assert {name.removesuffix(".br") for name in packed} < held


def test_a_large_file_is_kept_packed_and_unpacks_to_itself() -> None:
    large = [path for path in (ASSETS / "vendor").glob("*.js") if path.stat().st_size > 200_000]
    assert large
    for path in large:
        assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == path.read_bytes()


def test_the_chart_library_is_the_one_that_plotly_was_made_for() -> None:
    bundled = Path(plotly.__file__).parent / "package_data/plotly.min.js"
    with bundled.open() as script:
        version = re.search(r"plotly\.js v([\d.]+)", script.read(1000))
    assert version
    assert {entry["version"] for entry in LOCK if entry["name"].startswith("plotly.js")} == {version[1]}


def test_every_icon_is_drawn_without_a_request() -> None:
    (icons,) = (entry for entry in LOCK if "icons" in entry)
    sheet = (ASSETS / "vendor" / icons["file"]).read_text()
    assert re.findall(r"\.icon-([a-z-]+) ", sheet) == icons["icons"]
    assert set(re.findall(r'url\("?([^,;]*)', sheet)) == {"data:image/svg+xml"}
