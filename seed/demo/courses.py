"""Which training runs in which term, for whom."""

from __future__ import annotations

import pandas as pd

from seed.demo.tables import read


def courses(terms: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each term and course that runs in it."""
    given = read("demo/courses.csv").astype({"course": "int64", "first_year": int, "last_year": int, "scored": int})
    given = given.astype({"share": float, "points": float}).assign(scored=given["scored"].astype(int) == 1)
    rows = terms[["term", "school_year"]].merge(given, how="cross")
    runs = rows["school_year"].between(rows["first_year"], rows["last_year"])
    in_term = rows["term_of_year"].isna() | (rows["term_of_year"].astype(float) == rows["term"] % 2 + 1)
    return (
        rows[runs & in_term]
        .drop(columns=["school_year", "term_of_year", "first_year", "last_year"])
        .reset_index(drop=True)
    )
