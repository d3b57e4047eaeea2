"""The release that a load becomes: what it was made from, when, and the day that it speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from data_access import peers, schema
from seed.errors import Refused
from seed.tables import count

_BLOCK = 1 << 20


@dataclass
class Draft:
    """What a loader knows about its release; the publisher completes it. Not new: the target holds it already."""

    digest: str
    is_demo: bool
    note: str
    as_of: date | None = None
    release_id: str = ""
    is_new: bool = True


def digest(sources: Iterable[Path], *words: str) -> str:
    """Return the SHA-256 over `sources`, `words` and the loader itself: a changed loader makes another release."""
    lines = sorted(f"{path.name} {_checksum(path)}" for path in [*sources, *_loader()])
    return hashlib.sha256("\n".join([*words, *lines]).encode()).hexdigest()


def name(digest: str, taken: Iterable[str]) -> str:
    """Return a release id that is not `taken`: the UTC date and the head of `digest`."""
    first = f"{datetime.now(UTC).date().isoformat()}-{digest[:6]}"
    used = set(taken)
    candidates = [first, *(f"{first}-{n}" for n in range(2, len(used) + 3))]
    return next(candidate for candidate in candidates if candidate not in used)


def record(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Write the row of `draft` into `data_release`, unless a source of real data brought its own."""
    if count(connection, "data_release") and not draft.is_demo:
        return
    rows = sum(count(connection, fact.name) for fact in schema.facts())
    published_at = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO data_release BY NAME SELECT $1 AS release_id, $2 AS published_at, $3::DATE AS as_of,"
        " $4 AS source_digest, $5::BIGINT AS rows, $6::BOOLEAN AS is_demo, $7 AS note",
        [draft.release_id, published_at, draft.as_of, draft.digest, rows, draft.is_demo, draft.note],
    )


def _loader() -> list[Path]:
    here = Path(str(files("seed")))
    kinds = {".py", ".sql", ".csv", ".json"}
    return [Path(schema.__file__), Path(peers.__file__), *(path for path in here.rglob("*") if path.suffix in kinds)]


def _checksum(path: Path) -> str:
    total = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK):
                total.update(block)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    return total.hexdigest()
