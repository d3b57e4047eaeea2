"""Folders of contract tables."""

from pathlib import Path


def recognises(folder: Path) -> bool:
    return False
