"""The language of rules: rule text in, a checked model out, and rule text in its canonical form.

``parse`` turns text into the syntax tree of ``tree``, ``amend`` applies amendments to that tree, ``check``
turns it into the model, ``write`` turns text into text; ``findings`` keeps what is wrong on the way. Begin
with ``compile``, where these steps meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from redline.diagnostics import Source
from redline.functions import Function
from redline.model import Condition, Header, ItemKind, Rulebook, Vocabulary

__all__ = [
    "compile_condition",
    "compile_rulebook",
    "compile_vocabularies",
    "format_text",
    "header",
    "instruction_text",
    "statements",
]


def compile_vocabularies(sources: Sequence[Source], functions: Sequence[Function] = ()) -> Vocabulary:
    """Compile all vocabulary files of all plugins together; their order decides nothing.

    ``functions`` are those that these texts, and those of rulebooks over them, may call. Raises
    ``redline.diagnostics.InputError`` with every finding in any of them.
    """
    from redline_dsl.compile import vocabularies

    return vocabularies(sources, functions)


def header(source: Source) -> Header | None:
    """Read what the header of a rulebook says, without the rest of its text; None where there is none.

    It is quick, raises nothing, and says of a text that compiles what the compiler says.
    """
    from redline_dsl.parse import header

    return header.header(source)


def statements(source: Source) -> tuple[str, ...]:
    """Cut rule text into the texts of its statements, each with the comments below it; raises nothing.

    Joined by line feeds they are the text again, from its first statement on.
    """
    from redline_dsl.parse import scan

    return scan.statements(source)


def compile_rulebook(
    source: Source, vocabulary: Vocabulary, text_of: Callable[[str], Source | None] = lambda _: None
) -> Rulebook:
    """Compile one rule file over the item kinds and metrics of a vocabulary.

    ``text_of`` returns the text of a rulebook by its id, for amendments. Raises
    ``redline.diagnostics.InputError`` with every finding.
    """
    from redline_dsl.compile import rulebook

    return rulebook(source, vocabulary, text_of)


def compile_condition(source: Source, kind: ItemKind, vocabulary: Vocabulary) -> Condition:
    """Compile a condition on items of a kind, such as `TPP >= 2000 and memory_type is HBM3`.

    Raises ``redline.diagnostics.InputError`` with every finding.
    """
    from redline_dsl.conditions import compile_condition as compiled

    return compiled(source, kind, vocabulary)


def instruction_text(source: Source, text_of: Callable[[str], Source | None]) -> str:
    """Write an amendment as an amending instruction, which is rule text of the same meaning.

    Raises ``redline.diagnostics.InputError`` with every finding.
    """
    from redline_dsl.write.instruction import instruction

    return instruction(source, text_of)


def format_text(source: Source) -> str:
    """Write rule text in its canonical form, with its comments; the meaning stays.

    Raises ``redline.diagnostics.InputError`` where the text cannot be parsed.
    """
    from redline_dsl.write.format import formatted

    return formatted(source)
