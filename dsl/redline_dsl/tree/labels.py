"""Say where things stand in a text: labels of limbs, notes and statements, and what names a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from redline_dsl import tree
from redline_dsl.tree.lookup import all_of

SORTS: Final = {
    tree.Parameter: "parameter",
    tree.Metric: "metric",
    tree.Control: "control",
    tree.Exclusion: "exclusion",
    tree.Presumption: "presumption",
    tree.CountryGroup: "country group",
    tree.Publication: "publication",
    tree.NotEncoded: "not encoded",
}

COMPLETE: Final = "license statements complete"
"""The words of the license statement that has no name."""

# --- labels and uses --------------------------------------------------------------------------


def labels(node: tree.Statement) -> Iterator[str]:
    """Yield the labels of what a statement says: limbs of controls, notes, license statements."""
    yield label_of(node)
    if isinstance(node, tree.Control):
        for when in all_of(tree.When, node.clauses):
            yield from _limb_labels(when.condition, node.name.text)


def _limb_labels(node: tree.Expression | tree.Block, prefix: str) -> Iterator[str]:
    if isinstance(node, tree.Block):
        for limb in node.limbs:
            label = f"{prefix}.{limb.label.text}" if limb.label else prefix
            if limb.label:
                yield label
            yield from _limb_labels(limb.condition, label)


def label_of(node: tree.Statement) -> str:
    """Return the label by which outcomes and amendments name a statement."""
    match node:
        case tree.Exclusion() | tree.Presumption():
            return f'"{node.name.text}"'
        case tree.Control() | tree.Metric() | tree.Parameter():
            return node.name.text
    return what_of(node)


def written(label: str) -> str:
    """Write a label as an amendment names the place: in quotes where it is more than one word."""
    return f'"{label}"' if " " in label and not label.startswith('"') else label


def lies_in(label: str, other: str) -> bool:
    """Return whether a label is that of a place or of a part of it."""
    return label == other or label.startswith(f"{other}.")


def uses(node: tree.Statement, name: str) -> list[str]:
    """Return the labels of the parts of a statement that name a parameter, innermost only."""
    if isinstance(node, tree.Parameter | tree.Setting | tree.Scenario | tree.RulebookHeader):
        return []
    if isinstance(node, tree.Control):
        whens = all_of(tree.When, node.clauses)
        found = [label for when in whens for label in _limb_uses(when.condition, node.name.text, name)]
        return list(dict.fromkeys(found))
    return [label_of(node)] if _names(node, name) else []


def _limb_uses(node: tree.Expression | tree.Block, label: str, name: str) -> Iterator[str]:
    if not isinstance(node, tree.Block):
        if _names(node, name):
            yield label
        return
    for limb in node.limbs:
        inner = f"{label}.{limb.label.text}" if limb.label else label
        yield from _limb_uses(limb.condition, inner, name)


def _names(node: object, name: str) -> bool:
    """Return whether a name stands anywhere in a tree."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Name) and node.text == name:
            return True
        if isinstance(node, tuple):
            waiting += node
            continue
        type_ = type(node)
        if type_.__module__.startswith(tree.__name__) and attrs.has(type_):
            waiting += [getattr(node, each.name) for each in attrs.fields(type_)]
    return False


# --- words ------------------------------------------------------------------------------------


def sort_of_license(node: tree.License) -> str:
    """Return the words that a license statement begins with."""
    return _SORTS_OF_LICENSE[node.statement]


_SORTS_OF_LICENSE: Final = {
    "requirement": "license requirement",
    "exception": "license exception",
    "policy": "review policy",
    "complete": COMPLETE,
}


def is_retired(node: tree.License) -> bool:
    """Return whether a license statement is no longer in the text."""
    return any(isinstance(clause, tree.Retired) for clause in node.clauses)


def what_of(node: tree.Statement) -> str:
    """Name a statement as a strike would."""
    if isinstance(node, tree.License):
        controls = ", ".join(name.text for name in node.controls)
        return f"{named(sort_of_license(node), node.name)} for {controls}"
    if isinstance(node, tree.NoControl):
        return f"no control for {', '.join(name.text for name in node.kinds)}"
    sort = SORTS.get(type(node), type(node).__name__.lower())
    name = getattr(node, "name", None)
    return sort if name is None else f"{sort} {quoted(name)}"


def named(sort: str, name: tree.Name | tree.Text) -> str:
    """Write what a statement is and its name, where it has one of its own."""
    return sort if sort == COMPLETE else f"{sort} {quoted(name)}"


def quoted_name(sort: str, name: tree.Name | tree.Text) -> str:
    """Write the same for a message."""
    return f"`{sort}`" if sort == COMPLETE else f"{sort} `{name.text}`"


def several(sort: str) -> str:
    """Write what several statements of a sort are."""
    return "places that are not encoded" if sort == "not encoded" else f"{sort}s"


def quoted(name: tree.Name | tree.Text) -> str:
    """Write the name of a statement as the text does."""
    if isinstance(name, tree.Text):
        return f'"{name.text}"'
    return name.text.replace("_", " ") if name.text in _POLICIES else name.text


_POLICIES: Final = ("denial", "presumption_of_denial", "presumption_of_approval", "case_by_case")


def place_text(place: tree.Name | tree.Text) -> str:
    """Write a label, a note in quotes."""
    return f'"{place.text}"' if isinstance(place, tree.Text) else place.text


def shown(value: tree.Number | tree.Date) -> str:
    """Write a number as the text does, with single blanks."""
    return " ".join(value.span.text.split())
