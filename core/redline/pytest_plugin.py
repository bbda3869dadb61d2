"""Collect the scenarios of rule files as tests; pytest loads this module wherever Redline is installed.

Nothing of Redline is imported before there is a rule file among what pytest was asked to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from redline.engine import Engine
    from redline.model import Rulebook, Scenario

_SUFFIX: Final = ".redline"
_LAW: Final = re.compile(r"^(rulebook|control|scenario)\b", re.MULTILINE)
"""What no vocabulary has."""
_SWITCH: Final = "redline_scenarios"
_ENGINE: Final = pytest.StashKey["Engine"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the configuration that switches the collection of scenarios off."""
    parser.addini(_SWITCH, "whether scenarios of *.redline files are tests", type="bool", default=True)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, for `-m scenario` and for `--strict-markers`."""
    config.addinivalue_line("markers", "scenario: a scenario of a *.redline file")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a rule file."""
    if file_path.suffix != _SUFFIX or not parent.config.getini(_SWITCH):
        return None
    collector: pytest.Collector = RuleFile.from_parent(parent, path=file_path)
    return collector


class RuleFile(pytest.File):
    """A rule file; one that does not compile is an error of the collection."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each scenario, in the order of the text; a vocabulary has none."""
        from redline.diagnostics import RedlineError

        try:
            book = self._compiled()
        except RedlineError as error:
            raise self.CollectError(str(error)) from None
        for scenario in () if book is None else book.scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.name, book=book, scenario=scenario)

    def _compiled(self) -> Rulebook | None:
        """Return the rulebook of the file, None for a vocabulary. Raises ``InputError``."""
        from redline.catalog.input.files import decode, read_bytes
        from redline.engine import format_text

        name = self.nodeid or str(self.path)
        source = decode(name, read_bytes(str(self.path)))
        if _LAW.search(source.text) is None:
            format_text(source)  # a vocabulary has no scenarios, and still has to be rule text
            return None
        return _engine(self.config).compile(source.text, source.name)


class ScenarioItem(pytest.Item):
    """A scenario: its item is determined, and the outcome is held to what the text expects."""

    def __init__(self, *, book: Rulebook, scenario: Scenario, **rest: Any) -> None:
        super().__init__(**rest)
        self._book, self._scenario = book, scenario
        self.add_marker(pytest.mark.scenario)

    def runtest(self) -> None:
        """Try the scenario."""
        from redline.diagnostics import Diagnostic, InputError

        trial = _engine(self.config).analyses.try_scenario(self._book, self._scenario)
        if trial.differences:
            span = self._scenario.expectation.span or self._scenario.span
            raise InputError([Diagnostic(difference, span) for difference in trial.differences])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say what is expected and what was found, and in which line of the file; no traceback."""
        from redline.diagnostics import RedlineError

        if isinstance(excinfo.value, RedlineError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where the scenario stands, and what it is called."""
        span = self._scenario.span
        return self.path, None if span is None else span.line - 1, f'scenario "{self.name}"'


def _engine(config: pytest.Config) -> Engine:
    """Return an engine over all plugins that load; there is one for a run. Raises ``PluginError``."""
    from redline.engine import load

    if _ENGINE not in config.stash:
        config.stash[_ENGINE] = load()
    return config.stash[_ENGINE]
