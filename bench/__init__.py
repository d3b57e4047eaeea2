"""Benchmarks: they print figures with the machine's core count and assert nothing."""
