"""Chips: what a catalog may say of one, and the metrics that chip rules are written in."""
