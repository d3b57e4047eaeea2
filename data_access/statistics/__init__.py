"""Statistics: pure functions of sums, each with the source of its formula."""
