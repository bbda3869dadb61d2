"""Tables and JSON for answers, as commands print them.

In comes an answer of the engine and the width of the terminal; out goes text. There is a module for each
command; begin with ``declared``, which is short, and ``wording``, which has the words and the layout that
all share.
"""
