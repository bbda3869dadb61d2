"""Utilities: metrics that say what a chip is good for, to rank the items that a rule leaves free."""
