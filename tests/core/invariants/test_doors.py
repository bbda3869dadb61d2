"""Every door gives the same answers: a file, columns, records, frames, Arrow, one item, a kernel, shipments.

This is the contract of every door: one that comes later is one function more in ``DOORS``. Items are those of
the bundled catalogs with facts blanked and changed; questions are about all texts and regimes, days,
destinations, parties, modes and readings. ``python -m tests.core.invariants.test_doors QUESTIONS SEED`` tries
as many pairs of item and text by hand.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Any, Final

import numpy as np
import pytest
from attrs import frozen

import redline
from redline.catalog.input import CatalogEntry

CASES = 16
NUMBERS: Final = (
    "0",
    "1",
    "80",
    "312",
    "600",
    "799.5",
    "826",
    "1400",
    "1979",
    "4800",
    "50.32",
    "780..860",
    "3.2",
)
SHOWN: Final = (
    "status", "controls", "possible_controls", "limbs", "excluded_by", "presumed_by", "suspended", "missing",
    "missing_sets", "metrics", "transaction", "license", "cites", "assumptions", "mode", "readings", "on",
)  # fmt: skip
Answers = list[list[Any]]
"""For each text the answers for each item."""


@frozen
class Case:
    """Items as text, and a question about them."""

    kind: str
    items: list[dict[str, str]]
    rules: list[str]
    question: Mapping[str, Any]

    @property
    def columns(self) -> dict[str, list[str]]:
        """The items by columns."""
        return {name: [item[name] for item in self.items] for name in self.items[0]}


@cache
def engine() -> redline.Engine:
    return redline.load()


# --- doors ----------------------------------------------------------------------------------


def of_result(result: redline.Result) -> Answers:
    answers = [[only(one.to_dict()) for one in several] for several in result.determinations()]
    codes = [[redline.Status(code).word for code in row] for row in result.status.tolist()]

    assert codes == [[one["status"] for one in row] for row in answers]
    return [list(each) for each in zip(*answers, strict=True)]


def only(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in SHOWN}


def by_check(take: Callable[[Case], Any]) -> Callable[[Case], Answers]:
    return lambda case: of_result(engine().check(take(case), case.rules, kind=case.kind, **case.question))


def as_csv(case: Case) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(case.items[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(case.items)
    return stream.getvalue().encode()


def as_arrays(case: Case) -> dict[str, Any]:
    """Return columns of plain numbers as floats, others as they are."""
    return {name: floats(texts) if name != "name" else texts for name, texts in case.columns.items()}


def floats(texts: list[str]) -> Any:
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return np.array(texts)


def as_masked(case: Case) -> dict[str, Any]:
    """Return columns whose blanks are hidden by a mask, with something under it."""
    columns = {name: list(texts) for name, texts in case.columns.items()}
    masked = {}
    for name, texts in columns.items():
        hidden = [not text for text in texts]
        there = next((text for text in texts if text), "")
        masked[name] = np.ma.array([text or there for text in texts], mask=hidden)
    return masked


def pandas_frame(case: Case) -> Any:
    return pytest.importorskip("pandas").DataFrame(as_arrays(case))


def nullable_frame(case: Case) -> Any:
    return pandas_frame(case).replace("", None).convert_dtypes()


def arrow_backed_frame(case: Case) -> Any:
    return nullable_frame(case).convert_dtypes(dtype_backend="pyarrow")


def arrow_table(case: Case) -> Any:
    return pytest.importorskip("pyarrow").table(
        {k: [v or None for v in vs] for k, vs in case.columns.items()}
    )


def polars_frame(case: Case) -> Any:
    return pytest.importorskip("polars").DataFrame(as_arrays(case))


def one_by_one(case: Case) -> Answers:
    found = [engine().determine(item, case.rules, kind=case.kind, **case.question) for item in case.items]
    return [[only(one.to_dict()) for one in each] for each in zip(*found, strict=True)]


def by_kernel(case: Case) -> Answers:
    """Return statuses alone: that is all that a kernel gives. Two names of one text are one."""
    answers: dict[str, list[Any]] = {}
    for name in case.rules:
        kernel = engine().kernel(name, kind=case.kind, **case.question)
        found = [kernel(take(case)) for take in (as_arrays, as_masked, polars_frame, lambda case: case.items)]
        (text, codes), *others = [next(iter(each.items())) for each in found]
        assert [codes.tolist()] * len(others) == [each.tolist() for _, each in others]
        answers[text] = [{"status": redline.Status(code).word} for code in codes.tolist()]
    return list(answers.values())


def as_shipments(case: Case) -> Answers:
    """Put each item as a shipment, whose destination and party are in its row."""
    question = dict(case.question)
    stated = {"destination": question.pop("to", None), "headquarters": question.pop("hq", None)}
    columns: dict[str, Any] = {"item": [item["name"] for item in case.items]}
    columns |= {name: [text] * len(case.items) for name, text in stated.items() if text is not None}
    return of_result(
        engine().check(
            columns,
            case.rules,
            among=engine().catalog(case.columns, rules=case.rules, kind=case.kind),
            **question,
        )
    )


DOORS: Final[Mapping[str, Callable[[Case], Answers]]] = {
    "columns of text": by_check(lambda case: case.columns),
    "csv": by_check(as_csv),
    "arrays": by_check(as_arrays),
    "masked arrays": by_check(as_masked),
    "records": by_check(lambda case: case.items),
    "pandas": by_check(pandas_frame),
    "pandas, nullable": by_check(nullable_frame),
    "pandas, by Arrow": by_check(arrow_backed_frame),
    "polars": by_check(polars_frame),
    "arrow": by_check(arrow_table),
    "one by one": one_by_one,
    "kernel": by_kernel,
    "shipments": as_shipments,
}


# --- questions ------------------------------------------------------------------------------


def entries() -> list[CatalogEntry]:
    """Return the bundled catalogs, in an order that is always the same."""
    return sorted(engine().catalogs.values(), key=lambda entry: entry.name)


@cache
def rows_of(name: str) -> tuple[Mapping[str, str], ...]:
    entry = engine().catalogs[name]
    lines = io.StringIO(entry.load().decode("utf-8-sig"))
    skipped = (line for line in lines if not line.startswith("#"))
    documentation = {*entry.documentation}
    return tuple({k: v for k, v in row.items() if k not in documentation} for row in csv.DictReader(skipped))


def changed(random: Random, item: Mapping[str, str]) -> dict[str, str]:
    """Return an item with some facts blanked, and some numbers changed."""
    found = dict(item)
    for name, text in item.items():
        if name == "name":
            continue
        if random.random() < 0.1:
            found[name] = ""
        elif random.random() < 0.1 and text.replace(".", "").isdigit():
            found[name] = random.choice(NUMBERS)
    return found


def question(random: Random, regimes: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Return names of texts, and options that go with them."""
    books = sorted(engine().rulebooks)
    asked: dict[str, Any] = {}
    if random.random() < 0.7:
        asked["to"] = random.choice(("CN", "AE", "RU", "DE", "KP", "IL", "US"))
        if random.random() < 0.5:
            asked["hq"] = random.choice(("CN", "US", "AE"))
    if random.random() < 0.3:
        asked["mode"] = "text"
    if random.random() < 0.3:
        asked["readings"] = {"unlisted_formats": "unknown"}
    if random.random() < 0.5:
        asked["on"] = f"20{random.choice(('24', '25', '26'))}-0{random.randint(1, 9)}-15"
        return random.sample([*books, *regimes], 2), asked
    return random.sample(books, 2), asked


def case_of(seed: int) -> Case:
    random = Random(seed)  # noqa: S311 - a sample, and no secret
    entry = random.choice(entries())
    rows = rows_of(entry.name)
    chosen = random.sample(rows, min(len(rows), 6))
    items = [{**changed(random, row), "name": f"item {number}"} for number, row in enumerate(chosen)]
    regimes = sorted({book.regime for book in engine().rulebooks.values() if book.regime and not book.draft})
    rules, asked = question(random, regimes)
    return Case(entry.kind, items, rules, asked)


def outcome(door: Callable[[Case], Answers], case: Case) -> Answers | str:
    """Return what a door answers, or that it refuses."""
    try:
        return door(case)
    except redline.InputError as error:
        return f"refused: {len(error.diagnostics)}"


def differences(case: Case) -> list[str]:
    """Return the doors that give another answer than the first."""
    first, *others = DOORS.items()
    expected = outcome(first[1], case)
    return [name for name, door in others if not agrees(outcome(door, case), expected)]


def agrees(found: Answers | str, expected: Answers | str) -> bool:
    if isinstance(found, str) or isinstance(expected, str):
        return isinstance(found, str) and isinstance(expected, str)
    if len(found) != len(expected):
        return False
    kept = [[{key: one[key] for key in other} for one, other in zip(*each, strict=True)]
            for each in zip(expected, found, strict=True)]  # fmt: skip
    return kept == found


@pytest.mark.parametrize("seed", range(CASES))
def test_every_door_gives_the_same_answer(seed: int) -> None:
    case = case_of(seed)

    assert [] == differences(case), case


def main() -> None:
    """Try as many pairs of item and text as are asked for."""
    wanted, seed = int(sys.argv[1]), int(sys.argv[2])
    tried = refused = 0
    while tried < wanted:
        case = case_of(seed)
        if found := differences(case):
            sys.stdout.write(f"seed {seed}: {found}\n")
        refused += isinstance(outcome(DOORS["columns of text"], case), str)
        tried, seed = tried + len(case.items) * len(case.rules), seed + 1
    sys.stdout.write(f"{tried:,} questions, {refused} cases refused by all doors\n")


if __name__ == "__main__":
    main()
