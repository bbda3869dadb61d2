"""Turn Lark's trees of expressions and conditions into the typed syntax tree."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from lark import Token
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive, v_args

from redline.diagnostics import Source, Span
from redline.values import parse_number
from redline_dsl import tree
from redline_dsl.parse.scan import unquoted

Children: TypeAlias = list[Any]
"""What the methods of a rule's parts returned, and None for an optional part that is missing."""


@v_args(meta=True)
class ExpressionBuilder(Transformer_NonRecursive[Any, Any]):
    """Builds what stands inside statements: tokens, expressions and lists."""

    def __init__(self, source: Source) -> None:
        super().__init__(visit_tokens=True)
        self.source = source

    # --- tokens -----------------------------------------------------------------------------

    def __default_token__(self, token: Token) -> object:
        span = self._at(token)
        match token.type:
            case "STRING":
                return tree.Text(unquoted(token), span)
            case "DATE":
                return tree.Date(dt.date.fromisoformat(token), span)
            case "NUMBER" | "QUANTITY":
                number, _, _ = str(token).partition(" ")
                return tree.Number(_exact(number.split()[0]), self._unit(token), span)
            case "RANGE":
                low, _, high = str(token).split()[0].partition("..")
                return tree.Range(_exact(low), _exact(high), self._unit(token), span)
            case "TYPE":
                return tree.UnitName(str(token), span)
            case "LABEL":
                return tree.Name("".join(token.split())[1:-1].replace(")(", "."), span)
        return tree.Name(str(token), span)

    def _at(self, token: Token) -> Span:
        return Span(self.source, token.line or 1, token.column or 1, max(1, len(token)))

    def _unit(self, token: Token) -> tree.UnitName | None:
        parts = str(token).split()
        if len(parts) == 1:
            return None
        offset = len(token) - len(parts[1])
        return tree.UnitName(
            parts[1], Span(self.source, token.line or 1, (token.column or 1) + offset, len(parts[1]))
        )

    def _span(self, meta: Meta) -> Span:
        """Return the stretch of a node; of one over several lines, what is on the first."""
        if meta.empty:
            return Span(self.source, 1, 1)
        end = meta.end_column if meta.end_line == meta.line else len(self.source.line(meta.line).rstrip()) + 1
        return Span(self.source, meta.line, meta.column, max(1, end - meta.column))

    # --- expressions ------------------------------------------------------------------------

    def any_of_kind(self, meta: Meta, children: Children) -> tree.AnyOfKind:
        _, over, control = children
        return tree.AnyOfKind(over, control, self._span(meta))

    def chain(self, meta: Meta, children: Children) -> tree.Chain:
        return tree.Chain(tuple(children[::2]), tuple(children[1::2]), self._span(meta))

    def negation(self, meta: Meta, children: Children) -> tree.Negation:
        return tree.Negation(children[0], self._span(meta))

    def any_part(self, meta: Meta, children: Children) -> tree.AnyPart:
        _, over, where = children
        return tree.AnyPart(over, where, self._span(meta))

    def count_where(self, meta: Meta, children: Children) -> tree.Aggregate:
        _, over, where = children
        return tree.Aggregate("count", over, where, None, self._span(meta))

    def count_all(self, meta: Meta, children: Children) -> tree.Aggregate:
        return tree.Aggregate("count", children[1], None, None, self._span(meta))

    def aggregate(self, meta: Meta, children: Children) -> tree.Aggregate:
        function, over, where, value = children
        return tree.Aggregate(function.text, over, where, value, self._span(meta))

    def extremum(self, meta: Meta, children: Children) -> tree.Extremum:
        function, *values = children
        return tree.Extremum(function.text, tuple(values), self._span(meta))

    def call(self, meta: Meta, children: Children) -> tree.Call:
        name, *arguments = children
        return tree.Call(tree.Callee(name.text, name.span), tuple(arguments), self._span(meta))

    def comparison(self, meta: Meta, children: Children) -> tree.Comparison:
        left, operator, right = children
        return tree.Comparison(operator.text, left, right, self._span(meta))

    def arithmetic(self, meta: Meta, children: Children) -> tree.Arithmetic:
        left, operator, right = children
        return tree.Arithmetic(operator.text, left, right, self._span(meta))

    def is_word(self, meta: Meta, children: Children) -> tree.IsWord:
        fact, negated, words = children
        return tree.IsWord(
            fact, negated is not None, words if isinstance(words, tuple) else (words,), self._span(meta)
        )

    def in_set(self, meta: Meta, children: Children) -> tree.InSet:
        fact, countries = children
        return tree.InSet(fact, countries, self._span(meta))

    def unstated(self, meta: Meta, children: Children) -> tree.Unstated:
        return tree.Unstated(children[-1], self._span(meta))

    # --- lists ------------------------------------------------------------------------------

    def names(self, _meta: Meta, children: Children) -> tuple[object, ...]:
        return tuple(children)

    words = texts = constants = attributes = places = names


def _exact(text: str) -> Any:
    number = parse_number(text)
    assert number is not None, "the scanner has tried it"
    return number
