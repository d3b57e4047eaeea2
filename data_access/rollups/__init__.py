"""Roll-ups: sums of indicator pairs kept beside the facts, built by SQL and chosen automatically."""
