"""The Open University Learning Analytics Dataset (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0) as contract tables."""

from __future__ import annotations

from pathlib import Path

import duckdb

from seed import release
from seed.errors import Refused, first_line
from seed.progress import Progress, part, silent
from seed.publish import holds, publishing
from seed.release import Draft
from seed.tables import statements

_TABLES = ("courses.parquet", "studentInfo.parquet", "studentRegistration.parquet", "vle.parquet")
_LOGS = "studentVle_ds"
_NOTE = "OULAD, CC BY 4.0: Kuzilek, Hlosta, Zdrahal 2017, doi 10.1038/sdata.2017.171"


def recognises(folder: Path) -> bool:
    """Tell whether `folder` holds the published files."""
    return (folder / "studentInfo.parquet").is_file() and (folder / "courses.parquet").is_file()


def load(folder: Path, target: Path, progress: Progress = silent) -> Draft:
    """Load the files of `folder` into the warehouse `target`; raises `Refused` and publishes nothing when they fail."""
    sources = _sources(folder)
    draft = Draft(release.digest(sources, "oulad"), is_demo=False, note=_NOTE)
    if known := holds(target, draft.digest):
        draft.release_id, draft.is_new = known, False
        return draft
    with publishing(target, draft, part(progress, 0.7, 1.0)) as connection:
        try:
            _fill(connection, folder, part(progress, 0.0, 0.7))
        except duckdb.Error as error:
            raise Refused(f"The OULAD files in {folder} cannot be loaded: {first_line(error)}") from error
    return draft


def _sources(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.")
    missing = [name for name in _TABLES if not (folder / name).is_file()]
    logs = sorted((folder / _LOGS).rglob("*.parquet"))
    if missing or not logs:
        raise Refused(f"The folder {folder} lacks {', '.join(missing or [f'{_LOGS}/**/*.parquet'])} of OULAD.")
    return [*(folder / name for name in _TABLES), *logs]


def _fill(connection: duckdb.DuckDBPyConnection, folder: Path, progress: Progress) -> None:
    connection.execute("SET VARIABLE root = $1::VARCHAR", [str(folder)])
    connection.execute("SET VARIABLE logs = $1::VARCHAR", [str(folder / _LOGS / "**" / "*.parquet")])
    steps = connection.extract_statements(statements("sources/oulad.sql"))
    for number, step in enumerate(steps):
        progress(number / len(steps), "OULAD: registers, clicks, results")
        connection.execute(step)
