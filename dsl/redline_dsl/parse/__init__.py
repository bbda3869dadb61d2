"""Read: rule text in, the statements of a syntax tree out, with all findings at once.

Begin with ``text`` (a text, statement by statement). ``scan`` cuts lines into tokens, ``grammar`` makes the
parser of ``grammar.lark``, ``build`` the tree of what that parser returns. ``messages`` says what is wrong
with a statement that cannot be parsed, ``token_faults`` with a single token. ``header`` reads the header of a
rulebook without the rest.
"""
