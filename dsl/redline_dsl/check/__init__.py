"""Check: the statements of a syntax tree in, the parts of the model out.

Names are resolved, units are checked, and whatever is wrong is a finding at a word. Begin with ``scope`` (the
names that a text may use) and ``meanings`` (what a name stands for), then ``expressions``. Each other module
checks one sort of statement: ``items``, ``metrics``, ``controls``, ``licenses``, ``scenarios`` and so on.
"""
