"""From a DuckDB file into a warehouse on a server: table by table, in chunks, swapped in when it is whole."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from data_access import engine as warehouse
from seed.errors import Refused, first_line
from seed.lock import locked
from seed.progress import Progress, silent
from seed.transfer import clickhouse, postgresql
from seed.transfer.source import reading
from seed.versions import Versions

_STAGED = Path("var")
_KEY_BYTES = 32
_FILL = {"postgresql": postgresql.fill, "clickhousedb": clickhouse.fill, "chdb": clickhouse.fill}


@contextmanager
def staged(out: str, progress: Progress = silent) -> Iterator[Path]:
    """Yield the file to build for `out`; what it holds at the end goes to the server, if `out` is the URL of one.

    The file of a server is deleted once the server has it, and kept for another try when the server fails.
    """
    if (here := file_of(out)) is not None:
        yield here
        return
    url = make_url(out)
    with _opened(url):
        pass  # a server that is not there is told of before the work, not after it
    file = _STAGED / f"for-{_words(url)}.duckdb"
    yield file
    with locked(Versions.of(file).target):
        send(file, url, progress)
        for path in (*Versions.of(file).all(), file):
            path.unlink()


def send(file: Path, url: URL, progress: Progress = silent) -> None:
    """Put the warehouse `file` in the place of the one that `url` holds; raises `Refused` and leaves the old one."""
    with reading(file) as source, _opened(url) as connection:
        _FILL[url.get_backend_name()](connection, source, progress)


def new_key(out: str) -> str:
    """Make a new key with which a dashboard signs scopes for the PostgreSQL database `out`; the old one ends."""
    url = _server(out)
    if url is None or url.get_backend_name() != "postgresql":
        raise Refused("Only PostgreSQL has a key of scopes: the other engines have no row-level security here.")
    key = secrets.token_hex(_KEY_BYTES)
    with _opened(url) as connection:
        postgresql.keep(connection, key)
    return key


def file_of(out: str) -> Path | None:
    """The file that `out` names, itself or by its URL; None for a server, `Refused` for what holds no warehouse."""
    if "://" not in out:
        return Path(out)
    return None if _server(out) else Path(make_url(out).database or "")


def shown(out: str) -> str:
    """Return `out` as it may be printed: without a password."""
    return make_url(out).render_as_string() if "://" in out else out


@contextmanager
def _opened(url: URL) -> Iterator[Connection]:
    engine = warehouse.loader(url.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise Refused(f"{url.render_as_string()} cannot be filled: {first_line(error)}") from error
    finally:
        engine.dispose()


def _server(out: str) -> URL | None:
    if "://" not in out:
        return None
    try:
        url = make_url(out)
    except ArgumentError as error:
        raise Refused(f"This is no address of a warehouse: {error}") from error
    name = url.get_backend_name()
    if name == "duckdb":
        return None
    if name not in _FILL:
        raise Refused(f"A warehouse does not live on {name}; known are duckdb, {', '.join(_FILL)}.")
    return url


def _words(url: URL) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", f"{url.get_backend_name()}-{url.host or ''}-{url.database or ''}").strip("-")
