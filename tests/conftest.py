"""What holds for all tests: rule files are texts that tests compile, and tables are as wide as in a pipe."""

import os

import pytest
from hypothesis import Phase, settings

# A submission is tried with the cases of fixed seeds, so that it fails by what it changes alone, and at once;
# whoever runs the tests by hand tries other cases each time, and is told the smallest that fails.
AT_ONCE = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("fixed", derandomize=True, print_blob=True, phases=AT_ONCE)
if os.environ.get("CI"):
    settings.load_profile("fixed")

collect_ignore_glob = ["*.redline"]


@pytest.fixture(scope="session", autouse=True)
def _no_width_of_a_terminal() -> None:
    """Workers of parallel runs say that they have one."""
    os.environ.pop("COLUMNS", None)
