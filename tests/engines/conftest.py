"""One warehouse on every engine: DuckDB is what the others are held against.

`clickhouse` is the driver of servers (`clickhousedb`) on the engine that `chdb` is: both dialects, one ClickHouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from data_access import engine
from data_access.gate import Gate
from seed import transfer
from seed.words import Words
from tests.engines.postgres import Server, running
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

OTHERS = ("postgresql", "chdb", "clickhouse")
Urls = dict[str, str]
Gates = dict[str, Gate]
Place = Callable[[str, str], tuple[str, str]]
Carry = Callable[..., Urls]
_DOCS = Path(__file__).parents[2] / "docs" / "scale.md"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server with the roles of the documentation."""
    with running() as made:
        _run(made.url(), documented("roles"))
        yield made


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one folder of ClickHouse data that a process can open."""
    return tmp_path_factory.mktemp("chdb")


@pytest.fixture(scope="session")
def place(server: Server, chdb_folder: Path) -> Place:
    """Make an empty database of some name on an engine; gives the URLs of its loader and its reader."""

    def made(name: str, kind: str) -> tuple[str, str]:
        if kind == "postgresql":
            _run(server.url(), [f"CREATE DATABASE {name} OWNER loader"])
            _run(server.url(database=name), documented("grants"))
            loader = server.url("loader", name)
            return loader, f"{server.url('app_ro', name)}&scope_key={transfer.new_key(loader)}"
        database = f"{name}_{kind}"
        whole = engine.loader(f"chdb:///{chdb_folder}")
        with whole.connect() as connection:
            connection.execute(Words("CREATE DATABASE {name}", name=database))
        whole.dispose()
        in_process = f"chdb:///{chdb_folder}?database={database}"
        url = in_process if kind == "chdb" else f"clickhousedb:///{database}?interface=chdb&path={chdb_folder}"
        return url, url

    return made


@pytest.fixture(scope="session")
def carried(place: Place) -> Carry:
    """Carry a warehouse file into new databases; maps engines to the URLs of readers."""

    def made(name: str, file: Path, kinds: Sequence[str] = OTHERS) -> Urls:
        urls = {"duckdb": f"duckdb:///{file}"}
        for kind in kinds:
            loader, urls[kind] = place(name, kind)
            transfer.send(file, make_url(loader))
        return urls

    return made


@pytest.fixture(scope="session")
def country(carried: Carry, tmp_path_factory: pytest.TempPathFactory) -> Urls:
    """Where the small country is, by engine."""
    return carried("country", write(tmp_path_factory.mktemp("country") / "w.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF))


@contextmanager
def opened(urls: Urls) -> Iterator[Gates]:
    """Open the doors to one warehouse on every engine."""
    gates = {kind: Gate(url, seconds=60) for kind, url in urls.items()}
    yield gates
    for gate in gates.values():
        gate.snapshot().engine.dispose()


@pytest.fixture(scope="session")
def gates(country: Urls) -> Iterator[Gates]:
    """The doors to the small country, by engine."""
    with opened(country) as made:
        yield made


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest) -> str:
    """An engine that is held against DuckDB."""
    return str(request.param)


def documented(what: str) -> list[str]:
    """The statements of the documentation that follow the words `what`."""
    found = re.search(rf"<!-- {what} -->\n```sql\n(.*?)```", _DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, f"docs/scale.md has no SQL of {what}"
    return [statement for statement in found[1].split(";\n") if statement.strip()]


def _run(url: str, statements: list[str]) -> None:
    made = create_engine(url, isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    made.dispose()
