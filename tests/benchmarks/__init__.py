"""Benchmarks: programs of their own, run by hand and not by pytest."""
