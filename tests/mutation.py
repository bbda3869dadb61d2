"""Change the engine in small ways, one at a time, and see whether the tests notice. Run by hand.

    python -m tests.mutation --seed 1 --count 200 --module bounds --module lower

A mutant is one change of one module: a comparison flipped, `and` for `or`, another constant, a `not` dropped,
`min` for `max`, a condition that always holds, a loop that ends early. It stands in a copy of the tree. The
tests nearest to the module run first, and all of `tests/core` where it survives those. What fails without a
mutant is left out. Each outcome is written down at once: a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import asdict, frozen

ROOT: Final = Path(__file__).parents[1]
COPIED: Final = ("core", "dsl", "plugins", "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md")
NEAREST: Final[dict[str, tuple[str, ...]]] = {
    "aggregates": ("cells", "arrays", "exact_parts", "agreement", "agreement_on_law", "chiplets", "kernel"),
    "unknowns": (
        "cells",
        "windows",
        "unproven",
        "cases",
        "unstated",
        "functions",
        "missing_settles",
        "completion",
        "batch",
        "agreement",
        "agreement_on_law",
        "kernel",
    ),
    "completion": (
        "cells",
        "windows",
        "unproven",
        "cases",
        "missing_settles",
        "completion",
        "batch",
        "bounds",
        "agreement",
        "agreement_on_law",
    ),
    "licensing": ("licensing", "silence_of_licenses", "open_policy", "assumptions", "shipments"),
    "cells": ("cells", "completion", "agreement", "agreement_on_law", "kernel"),
    "vectorize": ("functions", "cells", "agreement", "agreement_on_law", "kernel"),
    "arithmetic": ("functions", "bounds", "cells", "agreement", "agreement_on_law", "kernel"),
    "bounds": ("bounds", "functions", "interpreter", "completion", "agreement", "agreement_on_law"),
    "lower": (
        "lower",
        "licensing",
        "silence_of_licenses",
        "not_covered",
        "unstated",
        "suspensions",
        "presumptions",
        "interpreter",
        "dependencies",
        "open_policy",
        "kernel",
    ),
}
"""The modules that are changed, each with the tests that run first, as in `test_NAME.py` of some room."""

WIDER: Final = ("tests/core",)
_FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALCULATED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NAMED: Final = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "minimum": "maximum",
    "maximum": "minimum",
}


# --- mutants --------------------------------------------------------------------------------------


@frozen
class Mutant:
    """One change of a module, at a line, with the code before and after, and the text of the whole module."""

    module: str
    line: int
    before: str
    after: str
    text: str

    @property
    def key(self) -> str:
        """Return what tells it from others, whatever the order in which they are tried."""
        return hashlib.sha256(f"{self.module}:{self.line}:{self.text}".encode()).hexdigest()[:16]


def mutants(module: str) -> list[Mutant]:
    """Return all mutants of a module, in the order of its lines."""
    tree = ast.parse(path_of(ROOT, module).read_text(encoding="utf-8"))
    return [
        Mutant(module, node.lineno, short(node), short(changed), replaced(tree, node, changed))
        for node in nodes(tree)
        for changed in changes(node)
    ]


def path_of(root: Path, module: str) -> Path:
    (path,) = (root / "core" / "redline").rglob(f"{module}.py")
    return path


def _test_file(root: Path, name: str) -> str:
    (path,) = (root / "tests" / "core").rglob(f"test_{name}.py")
    return path.relative_to(root).as_posix()


def nodes(node: ast.AST) -> Iterator[Any]:
    """Yield what runs, in the order of the text: no annotations, and no asserts."""
    if isinstance(node, ast.expr | ast.stmt):
        yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, ast.Assert):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST):
                yield from nodes(inner)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    yield from changes_of_truth(node)
    yield from changes_of_value(node)
    yield from changes_of_course(node)


def changes_of_truth(node: ast.AST) -> Iterator[ast.AST]:
    """Yield comparisons that are flipped, `and` for `or`, what is denied, and the other truth."""
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                yield altered(node, ops=[*ops[:place], _COMPARED[type(operator)](), *ops[place + 1 :]])
        case ast.BoolOp(op=operator):
            yield altered(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield altered(node, value=not value)


def changes_of_value(node: ast.AST) -> Iterator[ast.AST]:
    """Yield other constants, the opposite operation, and `min` for `max`."""
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield altered(node, value=value + 1)
        case ast.BinOp(op=operator) if type(operator) in _CALCULATED:
            yield altered(node, op=_CALCULATED[type(operator)]())
        case ast.Call(func=ast.Name(id=name) as function) if name in _NAMED:
            yield altered(node, func=altered(function, id=_NAMED[name]))
        case ast.Call(func=ast.Attribute(attr=name) as function) if name in _NAMED:
            yield altered(node, func=altered(function, attr=_NAMED[name]))


def changes_of_course(node: ast.AST) -> Iterator[ast.AST]:
    """Yield conditions that always or never hold, loops that end early, and functions that return nothing."""
    match node:
        case ast.If(test=test):
            for held in (True, False) if not is_memo(test) else (False,):
                yield altered(node, test=ast.copy_location(ast.Constant(held), test))
        case ast.For(body=body):
            yield altered(node, body=[*body, ast.Break()])
        case ast.Continue():
            yield ast.Break()
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield altered(node, value=ast.Constant(None))


def is_memo(test: ast.expr) -> bool:
    """Return whether a condition asks if something is not known yet: to find it anew changes no answer."""
    match test:
        case ast.Compare(ops=[ast.NotIn()], comparators=[ast.Attribute(value=ast.Name("self"), attr=name)]):
            return name.startswith("_")
    return False


def altered(node: ast.AST, **fields: Any) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def replaced(tree: ast.Module, node: ast.AST, changed: ast.AST) -> str:
    """Return the text of a module with another node in the place of one."""

    class Replace(ast.NodeTransformer):
        def visit(self, each: ast.AST) -> Any:
            return changed if each is node else self.generic_visit(copy.copy(each))

        def generic_visit(self, each: ast.AST) -> ast.AST:
            for name, value in ast.iter_fields(each):
                if isinstance(value, list):
                    setattr(each, name, [self.visit(v) if isinstance(v, ast.AST) else v for v in value])
                elif isinstance(value, ast.AST):
                    setattr(each, name, self.visit(value))
            return each

    return ast.unparse(ast.fix_missing_locations(Replace().visit(tree)))


def short(node: ast.AST) -> str:
    """Return the first line of a node as code."""
    lines = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).splitlines()
    ends = f" ... {lines[-1].strip()}" if len(lines) > 1 else ""
    return (lines[0] + ends)[:150]


def drawn(modules: Sequence[str], seed: int, count: int) -> list[Mutant]:
    """Return so many mutants, of each module as many while it has some, the same for the same seed."""
    piles = []
    for module in modules:
        pile = mutants(module)
        Random(f"{seed} {module}").shuffle(pile)  # noqa: S311 - a sample, and no secret
        piles.append(pile)
    rounds = itertools.zip_longest(*piles)
    return [each for round_ in rounds for each in round_ if each is not None][:count]


# --- tests ----------------------------------------------------------------------------------------


@frozen
class Ran:
    """What became of a run of tests: they passed, failed or ran out of time."""

    word: str
    failed: tuple[str, ...] = ()


class Bench:
    """A copy of the tree in which tests run, and what they do there without a mutant."""

    def __init__(self, folder: Path, limit: float, *, wider: bool) -> None:
        self._folder = folder
        self._limit = limit
        self._wider = [WIDER] if wider else []
        self._plain: dict[tuple[str, ...], tuple[float, tuple[str, ...]]] = {}
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "_build")
                shutil.copytree(source, folder / name, ignore=ignored)
            else:
                shutil.copy(source, folder / name)

    def outcome(self, mutant: Mutant) -> str:
        """Return what became of a mutant: killed by which tests, out of time, or survived."""
        path = path_of(self._folder, mutant.module)
        original = path.read_text(encoding="utf-8")
        nearest = tuple(_test_file(self._folder, name) for name in NEAREST[mutant.module])
        for tests in (nearest, *self._wider):
            limit, failing = self._without(tests)
            try:
                path.write_text(mutant.text, encoding="utf-8")
                ran = self._run(tests, limit, ["-x", *deselected(failing)])
            finally:
                path.write_text(original, encoding="utf-8")
            if ran.word == "failed":
                return f"killed by {', '.join(ran.failed) or 'an error before the tests'}"
            if ran.word == "out of time":
                return ran.word
        return "survived"

    def _without(self, tests: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
        """Return the time that tests may take, and those of them that fail without a mutant as well."""
        if tests not in self._plain:
            start = time.monotonic()
            ran = self._run(tests, 4 * self._limit, [])
            if ran.word == "out of time" or (ran.word == "failed" and not ran.failed):
                sys.exit(f"without a mutant {' '.join(tests)} do not run: {ran.word}")
            limit = max(60, min(self._limit, 5 * (time.monotonic() - start)))
            self._plain[tests] = limit, ran.failed
            say(f"without a mutant: {' '.join(tests)}: {ran.word} {' '.join(ran.failed)}")
        return self._plain[tests]

    def _run(self, tests: Sequence[str], limit: float, more: Sequence[str]) -> Ran:
        options = ["-q", "-rfE", "-p", "no:cacheprovider", *more]
        paths = (str(self._folder / name) for name in ("core", "dsl", "plugins"))
        try:
            run = subprocess.run(
                [sys.executable, "-m", "pytest", *options, *tests],
                cwd=self._folder,
                env={
                    **os.environ,
                    "CI": "1",  # the cases of fixed seeds, and no search for the smallest that fails
                    "PYTHONPATH": os.pathsep.join(paths),
                    "PYTHONDONTWRITEBYTECODE": "1",
                },
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ran("out of time")
        return Ran("passed") if run.returncode == 0 else Ran("failed", tuple(_FAILED.findall(run.stdout)))


def deselected(tests: Sequence[str]) -> list[str]:
    return [word for name in tests for word in ("--deselect", name)]


# --- the report -----------------------------------------------------------------------------------


def main() -> None:
    """Try mutants until all are tried or the time is over, and report."""
    options = arguments()
    modules = options.module or list(NEAREST)
    wanted = drawn(modules, options.seed, options.count)
    known = read(options.results, wider=not options.nearest)
    end = time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.limit, wider=not options.nearest)
        for number, mutant in enumerate(wanted, 1):
            if mutant.key in known:
                continue
            if time.monotonic() > end:
                say("the time is over; run it again to go on")
                break
            known[mutant.key] = {
                **asdict(mutant, filter=lambda field, _: field.name != "text"),
                "key": mutant.key,
                "nearest": options.nearest,
                "outcome": bench.outcome(mutant),
            }
            with options.results.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(known[mutant.key]) + "\n")
            say(f"{number}/{len(wanted)} {told(known[mutant.key])}")
    report([known[mutant.key] for mutant in wanted if mutant.key in known], modules)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="mutants, spread over the modules")
    parser.add_argument("--module", action="append", choices=list(NEAREST), help="all by default")
    parser.add_argument("--nearest", action="store_true", help="run the nearest tests alone")
    parser.add_argument("--limit", type=float, default=900, help="most seconds for the tests of one mutant")
    parser.add_argument("--minutes", type=float, default=600, help="minutes after which no mutant is begun")
    parser.add_argument("--results", type=Path, default=Path("mutation.jsonl"), help="what is known so far")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the copy is removed
    return parser.parse_args()


def read(results: Path, *, wider: bool) -> dict[str, dict[str, Any]]:
    """Return the outcomes that earlier runs wrote down; with ``wider`` not those that all tests may kill."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    found = {one["key"]: one for one in map(json.loads, lines)}
    return {key: one for key, one in found.items() if not (wider and one["nearest"] and lives(one))}


def lives(one: dict[str, Any]) -> bool:
    return bool(one["outcome"] == "survived")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(one: dict[str, Any]) -> str:
    place = f"core/redline/{one['module']}.py:{one['line']}"
    return f"{place}: {one['outcome'][:120]}\n    - {one['before']}\n    + {one['after']}"


def report(found: Sequence[dict[str, Any]], modules: Sequence[str]) -> None:
    """Print the share of each module that died, and all survivors."""
    for module in [*modules, None]:
        own = [one for one in found if module in (None, one["module"])]
        dead = sum(not lives(one) for one in own)
        slow = sum(one["outcome"] == "out of time" for one in own)
        if own:
            note = f", {slow} of them out of time" if slow else ""
            say(f"{module or 'all'}: {dead} of {len(own)} died, {dead / len(own):.1%}{note}")
    survivors = [one for one in found if lives(one)]
    say(f"survivors: {len(survivors)}")
    for one in sorted(survivors, key=lambda one: (one["module"], one["line"])):
        say(told(one))


if __name__ == "__main__":
    main()
