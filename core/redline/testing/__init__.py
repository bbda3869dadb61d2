"""The contract kit: hold any plugin to what Redline and its users expect, in one line of its tests.

In come the plugins under test (``subject``); out go findings (``finding``), each with the plugin, the
place, what is wrong and the remedy. A check is a function from one to the other; begin with ``dates``, the
shortest. Nothing here needs pytest but ``contract``, which makes a test of each check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from redline.diagnostics import InputError
from redline.testing.canonical import fmt
from redline.testing.dates import dates
from redline.testing.exchange import catalogs, readers, writers
from redline.testing.finding import Faults, Finding
from redline.testing.functions import exact
from redline.testing.law import citations, compiles, units
from redline.testing.loading import loads
from redline.testing.names import names
from redline.testing.order import order
from redline.testing.scenarios import reach, scenarios
from redline.testing.subject import Subject, find
from redline.testing.unknowns import unknowns

__all__ = ["CHECKS", "Finding", "check_plugin", "contract"]

CHECKS: Final[Mapping[str, Callable[[Subject], Faults]]] = {
    check.__name__: check
    for check in (
        loads,
        names,
        compiles,
        units,
        citations,
        dates,
        fmt,
        scenarios,
        reach,
        unknowns,
        exact,
        catalogs,
        readers,
        writers,
        order,
    )
}
"""The checks of the kit, by name; the docstring of each says what it holds a plugin to."""


def check_plugin(name: str, *, today: dt.date | None = None, max_age: int | None = None) -> list[Finding]:
    """Run every check on the plugins of a distribution, or on the one of an entry point's name.

    ``today`` is the day by which dates are judged, and ``max_age`` the number of days after which a check
    of a text against its sources is stale; without it no age is. Raises ``InputError`` where no such
    plugin is installed.
    """
    subject = find(name, today, max_age)
    return [finding for check in CHECKS for finding in _findings(check, subject)]


def contract(name: str, *, max_age: int | None = None) -> Callable[[str], None]:
    """Return a test for pytest that runs once for each check; a module of tests gives it a name.

    The arguments are those of ``check_plugin``. The plugins are looked for when the test runs; where
    none loads, the first check says so, and the others are skipped.
    """
    import pytest

    @pytest.mark.parametrize("check", CHECKS)
    def test_contract(check: str) -> None:
        faults = _told(check, name, max_age)
        if faults is None:
            pytest.skip(f"no plugin of `{name}` loads")
        if faults:
            pytest.fail(faults, pytrace=False)

    return test_contract


def _told(check: str, name: str, max_age: int | None) -> str | None:
    """Return what a check finds as one text, None where there is nothing that it could look at."""
    try:
        subject = _subject(name, max_age)
    except InputError as error:
        return str(error) if check == loads.__name__ else None
    if check != loads.__name__ and not subject.plugins:
        return None
    return "\n\n".join(map(str, _findings(check, subject)))


@lru_cache(maxsize=1)
def _subject(name: str, max_age: int | None) -> Subject:
    """Find the plugins once for all checks of a contract."""
    return find(name, max_age=max_age)


def _findings(check: str, subject: Subject) -> list[Finding]:
    return [Finding(check, str(plugin), diagnostic) for plugin, diagnostic in CHECKS[check](subject)]
