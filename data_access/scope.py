"""What a reader may see: a set of places, or the nation, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Scope:
    """Places whose rows a reader may see; the default, empty scope sees no row.

    `places` holds codes of regions and areas, `schools` ids of schools. `everything` is the nation.
    """

    places: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    everything: bool = False

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is equal for equal scopes only: part of every cache key."""
        parts = ["*" if self.everything else "", *sorted(self.places), "|", *sorted(self.schools)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


NATION = Scope(everything=True)
NOTHING = Scope()
