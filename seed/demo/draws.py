"""Random generators that do not disturb one another."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return the generator of one purpose, so that what is added for another changes nothing here."""
    return np.random.default_rng([seed, crc32(purpose.encode())])
