"""A program over columns: fast for the mass of rows, exact for the few that need it.

In come a program and a catalog; out go a status for each row, and which rows had to be decided exactly. Begin
with ``kernel`` (blocks, threads, the exact rows), then ``plan`` and ``vectorize`` (from nodes to array
operations) and ``cells`` (looking rows up instead of computing them).
"""

from redline.kernel.kernel import (
    BLOCK,
    ENDLESS,
    MANY,
    THREADED_BLOCK,
    Bound,
    Kernel,
    Progress,
    Run,
    Statuses,
    default_threads,
)

__all__ = [
    "BLOCK",
    "ENDLESS",
    "MANY",
    "THREADED_BLOCK",
    "Bound",
    "Kernel",
    "Progress",
    "Run",
    "Statuses",
    "default_threads",
]
