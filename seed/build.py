"""A warehouse of invented data, with the truth that was planted in it beside."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from seed import demo, release
from seed.progress import Progress, part, silent
from seed.publish import holds, publishing
from seed.release import Draft
from seed.versions import write_beside


def build(
    scale: demo.Scale,
    seed: int,
    target: Path,
    progress: Progress = silent,
    *,
    rolled: bool = True,
    proved: bool = True,
) -> Draft:
    """Build the demo warehouse of `scale` as `target`, and the true effects as ``<target>.truth.json``.

    Without `rolled` or `proved` that part is left to `publish.roll_up`.
    """
    draft = Draft(
        release.digest([], "build", repr(scale), str(seed)),
        is_demo=True,
        note=f"demo data, scale {scale.label}, seed {seed}",
    )
    if known := holds(target, draft.digest):
        draft.release_id, draft.is_new = known, False
        return draft
    with publishing(target, draft, part(progress, 0.8, 1.0), rolled=rolled, proved=proved) as connection:
        truth = demo.build(connection, scale, seed, part(progress, 0.0, 0.8), draft.release_id)
        draft.as_of = date.fromisoformat(truth["as_of"])
    write_beside(target, ".truth.json", json.dumps(truth, ensure_ascii=False, indent=1))
    return draft
