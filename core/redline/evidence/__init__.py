"""Why an answer is what it is: limbs, values, thresholds, citations, licenses.

In come a trace of a rulebook and an item; out goes a ``Determination``, or a ``Result`` of many. Begin with
``determination``; ``explain`` writes it as a tree, ``licensing`` answers for the transaction, ``assumed``
lists what the answer takes for granted, ``batch`` works out many items at once.
"""
