"""What holds for all tests: rule files are texts that tests compile, and tables are as wide as in a pipe."""

import os

import pytest

collect_ignore_glob = ["*.redline"]


@pytest.fixture(scope="session", autouse=True)
def _no_width_of_a_terminal() -> None:
    """Workers of parallel runs say that they have one."""
    os.environ.pop("COLUMNS", None)
