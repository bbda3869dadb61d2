"""The command line: options in, questions put to the engine, tables and files out.

Begin with ``main``, the commands; ``drafting`` and ``judging`` have those of drafters, ``options`` what they
share, ``item_options`` what makes a question of them; ``steps`` what commands do alike; ``listings`` the
tables; ``console`` speaks to the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redline import exports, unknown

if TYPE_CHECKING:
    from redline.cli.item_options import asked_of, engine_for, question_options
    from redline.questions.arguments import read_pairs

__all__ = ["asked_of", "engine_for", "question_options", "read_pairs"]

_HOMES = {
    "cli.item_options": ("asked_of", "engine_for", "question_options"),
    "questions.arguments": ("read_pairs",),
}

__getattr__, __dir__ = exports(globals(), _HOMES, unknown(__name__))
