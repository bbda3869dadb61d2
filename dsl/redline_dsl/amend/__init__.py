"""Amend: the statements of an amendment and of the texts before it in, those of one whole text out.

Texts are amended as trees, before names are resolved, so that the result is checked like any other text.
Begin with ``lineage`` (from a text back to the first one, and forward again), then ``apply`` (one amendment).
``heads`` checks the header that names the text before.
"""
