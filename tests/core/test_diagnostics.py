"""What is said of a user's input, and how it travels between processes."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

from redline import Diagnostic, InputError, PluginError, RedlineError, Source, Span

SPAN = Span(Source("c.csv", "name,x\na,-1\n"), 2, 3, 2)
ERRORS = [
    InputError(
        [Diagnostic("`-1` is negative", SPAN, "leave it empty"), Diagnostic("two", because=(SPAN, "here"))]
    ),
    PluginError("plugin `x` is skipped"),
]


def fail(error: RedlineError) -> None:
    raise error


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_error_survives_pickling(error: RedlineError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 what was pickled here

    assert (type(error), str(error)) == (type(copy), str(copy))


def test_findings_survive_pickling() -> None:
    copy = pickle.loads(pickle.dumps(ERRORS[0]))  # noqa: S301 what was pickled here

    assert ERRORS[0].diagnostics == copy.diagnostics  # type: ignore[attr-defined]  # the first is an InputError


def test_error_comes_out_of_a_process_pool() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(fail, ERRORS[0])

        assert str(ERRORS[0]) == str(found.exception())
