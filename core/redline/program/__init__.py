"""The waist: rule text lowered into one flat graph of typed operations, which every engine reads.

In come rulebooks (``redline.model``), the day and the readings; out goes a ``Program``: nodes, and for each
rulebook the nodes that answer its questions. Begin with ``operations`` and ``graph``, then ``lower`` (from
rulebook to nodes); ``dependencies`` says which nodes share unknown facts; ``trace`` keeps where nodes came
from.
"""

from redline.program.graph import ITEM, Node, Program, fact_of, facts_under
from redline.program.operations import (
    All,
    Any,
    AnyPart,
    Call,
    Claimed,
    Compare,
    Constant,
    Extremum,
    FactValue,
    Gather,
    Holds,
    IfStated,
    Is,
    Not,
    NotApplicableWhen,
    OfNumber,
    OfTruth,
    OneSided,
    Operation,
    Product,
    Quotient,
    Sum,
    Truth,
    Unstated,
    declared,
    table,
)

__all__ = [
    "ITEM",
    "All",
    "Any",
    "AnyPart",
    "Call",
    "Claimed",
    "Compare",
    "Constant",
    "Extremum",
    "FactValue",
    "Gather",
    "Holds",
    "IfStated",
    "Is",
    "Node",
    "Not",
    "NotApplicableWhen",
    "OfNumber",
    "OfTruth",
    "OneSided",
    "Operation",
    "Product",
    "Program",
    "Quotient",
    "Sum",
    "Truth",
    "Unstated",
    "declared",
    "fact_of",
    "facts_under",
    "table",
]
