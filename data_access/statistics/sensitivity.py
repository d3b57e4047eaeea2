"""How firm an effect is: what it is worth if trends were to part, and what chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data_access.statistics.effect import Floats


@dataclass(frozen=True)
class Bound:
    """Where the effect lies if trends part by at most `m` times what they parted before: the set, and its interval."""

    m: float
    low: float
    high: float
    ci_low: float
    ci_high: float


def relative_magnitudes(
    path: Mapping[int, float],
    effect: float,
    se: float,
    *,
    periods: tuple[int, ...],
    m: float = 1.0,
    z: float = 1.959964,
) -> Bound | None:
    """The relative-magnitude bound of Rambachan and Roth (2023), Rev. Econ. Studies 90:2555-2591.

    `path` are effects by periods since the start, against the base -1. `effect` with its `se` is the mean of those
    since the start that `periods` names. From one period to the next trends part by at most `m` times the largest
    step before the start, so that e periods after the base they are (e + 1) such steps apart. The interval is that of
    the effect laid around the set, as `diff_diff` has it; that the largest step is itself estimated is not in it.
    None where there are no two periods before.
    """
    before = sorted(e for e in path if e < -1)
    levels = [*(path[e] for e in before), 0.0]
    if not before:
        return None
    step = float(np.abs(np.diff(levels)).max())
    apart = m * step * float(np.mean([e + 1 for e in periods]))
    low, high = effect - apart, effect + apart
    return Bound(m, low, high, low - z * se, high + z * se)


def randomisation_p(value: float, placebos: Floats) -> float:
    """The share of placebos at least as far from zero, the real one among them (two-sided; Fisher 1935)."""
    return float((1 + np.sum(np.abs(placebos) >= abs(value))) / (1 + len(placebos)))


def spread(placebos: Floats) -> Floats:
    """Root mean squares of placebos about zero, column by column: what an effect that is none would be off by."""
    return np.asarray(np.sqrt(np.mean(np.square(placebos), axis=0)))
