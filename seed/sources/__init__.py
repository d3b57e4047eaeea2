"""Loaders of real data: the published OULAD files, and folders of contract tables."""

from __future__ import annotations

from pathlib import Path

from seed.errors import Refused
from seed.sources import contract, oulad


def detect(folder: Path) -> str:
    """Return ``oulad`` or ``contract``, told by the file names; raises `Refused` when it is neither."""
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.")
    if oulad.recognises(folder):
        return "oulad"
    if contract.recognises(folder):
        return "contract"
    raise Refused(f"The folder {folder} holds neither the OULAD files nor files named after contract tables.")
