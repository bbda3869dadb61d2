"""Findings show where, what, and what to do, whatever stands in the text."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

from redline.diagnostics import Diagnostic, InputError, PluginError, RedlineError, Source, Span, gather

SOURCE = Source("rules.redline", "first line\n\tTPP >= 3\r\nlast " + "x" * 300 + " end")


def test_finding_without_a_place() -> None:
    assert (
        "error: it is wrong\n  help: set it right" == Diagnostic("it is wrong", help="set it right").render()
    )


def test_finding_shows_its_place_with_carets() -> None:
    found = Diagnostic("unknown name `first`", Span(SOURCE, 1, 1, 5), severity="warning")

    assert [
        "rules.redline:1:1: warning: unknown name `first`",
        "    1 | first line",
        "      | ^^^^^",
    ] == found.render().splitlines()


def test_tab_takes_one_column_and_a_line_end_none() -> None:
    assert ["    2 |  TPP >= 3", "      |  ^^^"] == Diagnostic(
        "x", Span(SOURCE, 2, 2, 3)
    ).render().splitlines()[1:]


def test_long_line_is_cut_around_the_place() -> None:
    (_, shown, carets) = Diagnostic("x", Span(SOURCE, 3, 307, 3)).render().splitlines()

    assert "end" == shown[carets.index("^") :]
    assert len(shown) < 120


def test_second_place_explains_the_first() -> None:
    found = Diagnostic("x", Span(SOURCE, 1, 7, 4), because=(Span(SOURCE, 1, 1, 5), "it is declared here"))

    assert "  rules.redline:1:1: it is declared here" == found.render().splitlines()[3]


@pytest.mark.parametrize("line", [4, 10**9])
def test_place_past_the_end_shows_no_line(line: int) -> None:
    assert [f"rules.redline:{line}:1: error: x"] == Diagnostic(
        "x", Span(SOURCE, line, 1)
    ).render().splitlines()


def test_characters_that_steer_a_terminal_are_not_shown() -> None:
    found = Diagnostic("x", Span(Source("s", "a\x1b[31mb"), 1, 1))

    assert "\x1b" not in found.render()


def test_span_gives_its_text() -> None:
    assert ("line", "rules.redline:1:7") == (Span(SOURCE, 1, 7, 4).text, str(Span(SOURCE, 1, 7, 4)))


def odd(number: int) -> int:
    if number % 2:
        return number
    raise InputError.of(f"{number} is even")


def test_everything_that_cannot_be_resolved_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        gather(odd, [1, 2, 3, 4])

    assert ["2 is even", "4 is even"] == [finding.message for finding in caught.value.diagnostics]


def test_what_can_be_resolved_keeps_its_order() -> None:
    assert [3, 1] == gather(odd, [3, 1])


# --- between processes ------------------------------------------------------------------------

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
