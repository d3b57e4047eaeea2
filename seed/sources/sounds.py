"""Pinyin for names that came without: whoever types letters finds them, and English has something to show."""

from __future__ import annotations

import duckdb
import pandas as pd

_BLANK = """
SELECT DISTINCT name_zh FROM region WHERE pinyin IS NULL AND regexp_matches(name_zh, '[\\x{4E00}-\\x{9FFF}]')
UNION
SELECT DISTINCT name_zh FROM school WHERE pinyin IS NULL AND regexp_matches(name_zh, '[\\x{4E00}-\\x{9FFF}]')
"""
_FILL = (
    "UPDATE region SET pinyin = said FROM spoken WHERE region.pinyin IS NULL AND region.name_zh = spoken.name_zh",
    "UPDATE school SET pinyin = said FROM spoken WHERE school.pinyin IS NULL AND school.name_zh = spoken.name_zh",
)


def romanise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the pinyin of every region and school that has a Chinese name and none, a word a syllable."""
    names = [str(name) for (name,) in connection.execute(_BLANK).fetchall()]
    if not names:
        return
    from pypinyin import lazy_pinyin  # its dictionaries take a third of a second to read

    spoken = [" ".join(part.strip() for part in lazy_pinyin(name)).title() for name in names]
    connection.register("spoken", pd.DataFrame({"name_zh": names, "said": spoken}, dtype=object))
    for statement in _FILL:
        connection.execute(statement)
    connection.unregister("spoken")
