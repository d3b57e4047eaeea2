"""Everything that knows SQL and numbers: the contract, the indicators and the one door to the data."""
