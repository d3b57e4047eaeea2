"""A folder of CSV or Parquet files named after contract tables, any subset of them, as a warehouse."""

from __future__ import annotations

import difflib
from pathlib import Path

import duckdb
from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from data_access import schema
from seed import release
from seed.errors import Refused
from seed.progress import Progress, part, silent
from seed.publish import holds, publishing
from seed.release import Draft
from seed.sources import personal, places
from seed.sources.report import Report
from seed.sources.rules import optional
from seed.sources.sieve import FAULT, sift
from seed.sources.stage import Source, fill, open_source
from seed.tables import sql, statements

_KINDS = (".csv", ".parquet")
_DERIVED = {"unit_closure"}
# The tables that the codes of other tables must be found in come first.
_FIRST = ("region", "area", "school")


def recognises(folder: Path) -> bool:
    """Tell whether `folder` holds a file named after a contract table."""
    return any(_table(path) is not None for path in folder.iterdir())


def load(folder: Path, target: Path, progress: Progress = silent, report: Report | None = None) -> Draft:
    """Load the files of `folder` into the warehouse `target`; `report` is told what became of every record.

    Raises `Refused` and publishes nothing on a fatal fault or when more than 2 % of the records of a file are bad.
    """
    report = report or Report(target)
    files = _files(folder, report)
    draft = Draft(release.digest(files, "contract"), is_demo=False, note=f"loaded from {folder.resolve().name}")
    if known := holds(target, draft.digest):
        draft.release_id, draft.is_new = known, False
        return draft
    try:
        with publishing(target, draft, part(progress, 0.8, 1.0)) as connection:
            connection.execute(sql(CreateTable(FAULT)))
            try:
                _fill(connection, files, report, part(progress, 0.0, 0.8))
            finally:
                report.keep_faults(connection)
    except Refused as error:
        report.refused = str(error)
        report.write()
        raise
    report.release_id = draft.release_id
    report.write()
    return draft


def _table(path: Path) -> Table | None:
    """Return the contract table that `path` is named after."""
    if path.suffix.lower() not in _KINDS or path.stem.lower() in _DERIVED or not path.is_file():
        return None
    return schema.metadata.tables.get(path.stem.lower())


def _files(folder: Path, report: Report) -> dict[Path, Table]:
    """Return the files to load, those first that others refer to."""
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        table = _table(path)
        if table is None:
            report.notes.append(_ignored(path))
        elif table.name in found:
            raise Refused(f"{folder} holds both {found[table.name].name} and {path.name}; leave one.")
        else:
            found[table.name] = path
    if not found:
        raise Refused(f"The folder {folder} holds no file named after a contract table, such as school.csv.")
    dimensions = [table for table in schema.metadata.tables.values() if "time" not in table.info]
    first = [schema.metadata.tables[name] for name in _FIRST]
    order = dict.fromkeys([*first, *dimensions, *schema.facts()])
    return {found[table.name]: table for table in order if table.name in found}


def _ignored(path: Path) -> str:
    if path.stem.lower() in _DERIVED:
        return f"{path.name}: ignored, it is derived from region and area_member"
    close = difflib.get_close_matches(path.stem.lower(), schema.metadata.tables, n=1, cutoff=0.8)
    hint = f"; did you mean {close[0]}?" if close and path.suffix.lower() in _KINDS else ""
    return f"{path.name}: ignored, not named after a contract table{hint}"


def _fill(connection: duckdb.DuckDBPyConnection, files: dict[Path, Table], report: Report, progress: Progress) -> None:
    connection.execute(statements("sources/formats.sql"))
    given = {table.name for table in files.values()}
    # All headers before the first record: a misnamed column should not cost the minutes of the files before it.
    sources = [open_source(connection, path, table) for path, table in files.items()]
    for source in sources:
        _check_header(source, report)
    total = sum(path.stat().st_size for path in files) or 1
    done = 0.0
    for source in sources:
        share = source.path.stat().st_size / total
        fill(connection, source, part(progress, done, done + share))
        done += share
        progress(done, f"checking {source.path.name}")
        personal.refuse_values(connection, source)
        report.add(source.path.name, sift(connection, source, given))
    report.notes += places.complete(connection, given)


def _check_header(source: Source, report: Report) -> None:
    """Refuse a file that lacks a key column or speaks of persons, and note what else differs from the contract."""
    name = source.path.name
    personal.refuse_headers(source)
    missing = [column.name for column in source.target.columns if not source.has(column.name)]
    keys = [column for column in source.target.info["key"] if column in missing]
    lacking = [column for column in keys if column not in optional(source.target)]
    if lacking:
        raise Refused(f"{name} lacks the required column {', '.join(lacking)}.")
    if source.target is schema.area_member and {"region_code", "school_id"} <= set(keys):
        raise Refused(f"{name} lacks the required column region_code or school_id.")
    if missing:
        report.notes.append(f"{name}: without {', '.join(missing)}, which stay empty")
    if source.extra:
        report.notes.append(f"{name}: ignored {', '.join(header or '(unnamed)' for header in source.extra)}")
