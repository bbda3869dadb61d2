"""Find limbs inside a control as written, and change the block that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve

from redline_dsl import tree
from redline_dsl.findings import Refused, refuse, suggestion


def with_block(
    control: tree.Control,
    path: Sequence[str],
    name: tree.Name,
    change: Callable[[tree.Block], tree.Block],
) -> tree.Control:
    """Return a control with the block at the end of a path of labels changed."""

    def inside(node: tree.Expression | tree.Block, rest: Sequence[str]) -> tree.Block:
        if not isinstance(node, tree.Block):
            help_ = "replace the whole control, with a block `any of` or `all of`"
            raise refuse(f"`{name.text}` has no list of limbs", name.span, help_, code="type")
        if not rest:
            return change(node)
        index = index_of(node.limbs, rest[0])
        if index is None:
            raise no_limb(tree.Name(rest[0], name.span), node.limbs)
        limbs = list(node.limbs)
        limbs[index] = evolve(limbs[index], condition=inside(limbs[index].condition, rest[1:]))
        return evolve(node, limbs=tuple(limbs))

    clauses = tuple(
        evolve(clause, condition=inside(clause.condition, path)) if isinstance(clause, tree.When) else clause
        for clause in control.clauses
    )
    return evolve(control, clauses=clauses)


def index_of(limbs: Sequence[tree.Limb], label: str) -> int | None:
    """Return the position of the limb with a label, None where there is none."""
    return next((i for i, limb in enumerate(limbs) if limb.label and limb.label.text == label), None)


def no_limb(label: tree.Name, limbs: Sequence[tree.Limb]) -> Refused:
    """Return the refusal of a label that no limb has."""
    known = [limb.label.text for limb in limbs if limb.label]
    help_ = suggestion("", known, what="limbs", none="no limb here has a label")
    return refuse(f"there is no limb ({label.text})", label.span, help_, code="unknown-name")
