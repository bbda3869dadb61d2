"""How an answer changes while one number moves: exact step functions.

In come a program and what moves (facts of an item: ``family``; a parameter of the law: ``sweep_range``);
out go the critical values and the answer at and between them (``step_function``, ``status_curves``,
``plane_cells``).
"""
