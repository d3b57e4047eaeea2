"""Publishing: a warehouse is built beside the old one, proved, and swapped in by one rename, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import engine as warehouse
from data_access import schema
from data_access.rollups import basins
from seed import derive, release, rollups, tables
from seed.check import check
from seed.errors import Refused, first_line
from seed.lock import locked
from seed.progress import Progress, part, silent
from seed.release import Draft
from seed.versions import Versions

_SCAN_SECONDS = 3600.0
_WORTH_ROLLING_UP = 20_000
"""Rows in all facts from which roll-ups are faster than the facts."""
# What a full disk, a full memory or a lost mount look like from here.
_FULL = (OSError, duckdb.OperationalError, duckdb.FatalException)


@contextmanager
def publishing(
    target: Path, draft: Draft, progress: Progress = silent, *, rolled: bool = True, proved: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a new warehouse with all tables, empty, and publish it as `target` when the block ends.

    `draft.as_of` may be set inside the block; without it the last day of the facts is taken. Roll-ups are made before,
    unless `rolled` is false; only what was made up here may be published before it is `proved`. Whatever goes wrong
    raises `Refused` (or what the block raised), leaves the old warehouse as it was and no file behind.
    """
    with _replacing(target) as versions:
        with warehouse.writer(versions.building) as connection:
            connection.execute("SET memory_limit = '2500MB'")
            tables.create_all(connection)
            draft.release_id = release.name(draft.digest, versions.releases())
            yield connection
            progress(0.0, "places and calendar")
            _complete(connection, draft)
        if proved:
            prove(versions.building, part(progress, 0.1, 0.5))
        if rolled and _is_worth_rolling_up(versions.building):
            _add_rollups(versions.building, part(progress, 0.5, 1.0))
        progress(1.0, "publishing")
        versions.publish(versions.building, draft.release_id)


def roll_up(target: Path, progress: Progress = silent, *, least: int = basins.LEAST) -> dict[str, int]:
    """Publish the release that `target` holds once more, with roll-ups, and return the rows of each.

    Whoever reads `target` meanwhile goes on without. It is proved first, as it may never have been. Raises `Refused` as
    `publishing` does.
    """
    with _replacing(target) as versions:
        current = versions.current()
        if current is None:
            raise Refused(f"There is no warehouse file {target}.")
        shutil.copyfile(current, versions.building)
        prove(versions.building, part(progress, 0.0, 0.2))
        made = _add_rollups(versions.building, part(progress, 0.2, 1.0), least)
        digest = release.digest([current], "rollups")
        versions.publish(versions.building, release.name(digest, versions.releases()))
    return made


@contextmanager
def _replacing(target: Path) -> Iterator[Versions]:
    """Hold the versions of `target` for one loader; what it leaves half-built is removed."""
    versions = Versions.of(target)
    with locked(versions.target):
        versions.clean()
        try:
            yield versions
        except _FULL as error:
            raise Refused(f"{versions.target} could not be written: {first_line(error)}") from error
        finally:
            versions.clean()


def prove(path: Path, progress: Progress = silent) -> None:
    """Read the whole of the warehouse file `path` and check it against the contract; raises `Refused` on any fault."""
    try:
        engine = warehouse.reader(f"duckdb:///{path}", scratch=True)
    except warehouse.WarehouseUnreadable as error:
        raise Refused(str(error)) from error
    try:
        found = check(engine, part(progress, 0.0, 0.7))
        if found.faults:
            raise Refused(f"The new warehouse breaks the contract: {'; '.join(found.faults[:5])}.")
        tables_read = schema.metadata.sorted_tables
        for done, table in enumerate(tables_read):
            progress(0.7 + 0.3 * done / len(tables_read), f"blocks of {table.name}")
            # Only a block that is read has its checksum compared (trust.md F5), and a hash needs every block.
            warehouse.run(engine, select(func.bit_xor(func.hash(*table.c))), seconds=_SCAN_SECONDS)
    except (SQLAlchemyError, duckdb.Error) as error:
        raise Refused(f"The warehouse {path} is damaged: {first_line(error)}") from error
    finally:
        engine.dispose()


def _is_worth_rolling_up(path: Path) -> bool:
    engine = warehouse.loader(f"duckdb:///{path}")
    try:
        rows = warehouse.run(engine, select(func.max(schema.data_release.c.rows).label("n")), seconds=_SCAN_SECONDS)
        return (rows["n"].max() or 0) >= _WORTH_ROLLING_UP
    finally:
        engine.dispose()


def _add_rollups(path: Path, progress: Progress, least: int = basins.LEAST) -> dict[str, int]:
    engine = warehouse.loader(f"duckdb:///{path}")
    try:
        return rollups.make(engine, progress, least=least)
    finally:
        engine.dispose()


def holds(target: Path, digest: str) -> str | None:
    """Return the release id of `target` when it is whole and was made from exactly these sources, else nothing."""
    try:
        engine = warehouse.reader(f"duckdb:///{target}", scratch=True)
    except warehouse.WarehouseUnreadable:
        return None
    row = schema.data_release.c
    same = select(row.release_id).where(row.source_digest == digest)
    try:
        found = [str(value) for value in warehouse.run(engine, same, seconds=_SCAN_SECONDS)["release_id"]]
        engine.dispose()
        if found:
            prove(target.resolve())
    except (Refused, SQLAlchemyError, duckdb.Error):
        return None
    finally:
        engine.dispose()
    return found[0] if found else None


def _complete(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    draft.as_of = draft.as_of or derive.latest_day(connection, datetime.now(UTC).date())
    derive.closure(connection, draft.as_of)
    derive.peer_groups(connection, draft.as_of)
    derive.calendar(connection, draft.as_of)
    release.record(connection, draft)
    connection.execute("CHECKPOINT")
