"""The command line: options in, questions put to the engine, tables and files out.

``main`` has the commands; ``drafting`` and ``judging`` those of drafters; ``options`` what they share;
``steps`` what they do alike; ``listings`` the tables; ``console`` speaks to the terminal.
"""
