"""The definition of the language: one item, decided exactly.

In come a program and one item, facts known, unknown or within ranges; out go exact values, bounds, and
answers that hold for every completion of what is unknown. Begin with ``interpreter`` (what each operation
means) and ``bounds``, then ``completion`` (when an answer is open). The kernel has to give the same
answers, only faster.
"""
