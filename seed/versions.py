"""The files of one warehouse: `FILE` is a symbolic link to the current of its versions.

DuckDB caches a database by its path, so a file that is overwritten in place would serve old data (trust.md F4).
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seed.errors import Refused

_RELEASE = r"\d{4}-\d\d-\d\d-[0-9a-f]{6}(-\d+)?"


@dataclass(frozen=True)
class Versions:
    """The versions of the warehouse that is reached as `target`."""

    target: Path

    @classmethod
    def of(cls, target: Path) -> Versions:
        """Return the versions of `target`; raises `Refused` when nothing can be written there."""
        target = target.absolute()
        if target.is_dir():
            raise Refused(f"{target} is a folder, not a warehouse file.")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"The folder {target.parent} cannot be made: {error.strerror}.") from error
        if not os.access(target.parent, os.W_OK):
            raise Refused(f"The folder {target.parent} cannot be written to.")
        return cls(target)

    @property
    def building(self) -> Path:
        """The file that this process builds in; it never becomes visible under `target` by itself."""
        return self._beside(f".{self.target.stem}-building-{os.getpid()}.duckdb")

    def path(self, release_id: str) -> Path:
        """Return the file of a release."""
        return self._beside(f"{self.target.stem}-{release_id}.duckdb")

    def all(self) -> list[Path]:
        """Return the files of all releases that are kept."""
        pattern = re.compile(rf"{re.escape(self.target.stem)}-{_RELEASE}\.duckdb")
        return sorted(path for path in self.target.parent.iterdir() if pattern.fullmatch(path.name))

    def releases(self) -> list[str]:
        """Return the ids of all releases that are kept."""
        return [path.stem.removeprefix(f"{self.target.stem}-") for path in self.all()]

    def current(self) -> Path | None:
        """Return the file that readers get now, if any."""
        return self.target.resolve() if self.target.exists() else None

    def publish(self, built: Path, release_id: str) -> None:
        """Make `built` the current version in one step; the previous one is kept, older ones are deleted."""
        previous = self._set_aside()
        version = self.path(release_id)
        _to_disk(built)
        built.rename(version)
        link = self._beside(f".{self.target.stem}-building-{os.getpid()}.link")
        link.symlink_to(version.name)
        link.replace(self.target)
        _to_disk(self.target.parent)
        for old in self.all():
            if old not in (version, previous):
                old.unlink()

    def clean(self) -> None:
        """Remove what loaders left half-built; call it only while holding the lock, when none of them can be alive."""
        pattern = re.compile(rf"\.{re.escape(self.target.stem)}-building-\d+\..*")
        for path in self.target.parent.iterdir():
            if pattern.fullmatch(path.name):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def _set_aside(self) -> Path | None:
        """Give a plain file that stands under our name a name of its own, and return the version to keep."""
        if self.target.is_file() and not self.target.is_symlink():
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
            aside = self._beside(f"{self.target.stem}-before-{stamp}{self.target.suffix}")
            # A second name first: so that there is no moment without a warehouse.
            os.link(self.target, aside)
            return aside
        return self.current()

    def _beside(self, name: str) -> Path:
        return self.target.parent.resolve() / name


def _to_disk(path: Path) -> None:
    """Force `path` out of the system's cache, so that a power cut cannot leave a link to an empty file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_beside(target: Path, suffix: str, text: str) -> Path:
    """Write `text` into the file ``<target><suffix>`` in one step and return its path."""
    path = target.with_name(target.name + suffix)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return path
