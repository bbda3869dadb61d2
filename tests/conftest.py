"""What holds for all tests: rule files are texts that tests compile, and tables are as wide as in a pipe."""

import os

import pytest
from hypothesis import Phase, settings

# CI tries the same cases each time, so that a submission fails only by its own change, and does not look for
# the smallest case that fails. By hand the cases are new in each run, and the smallest is shown.
AT_ONCE = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("fixed", derandomize=True, print_blob=True, phases=AT_ONCE)
if os.environ.get("CI"):
    settings.load_profile("fixed")

collect_ignore_glob = ["*.redline"]


@pytest.fixture(scope="session", autouse=True)
def _no_width_of_a_terminal() -> None:
    """Workers of parallel runs say that they have one."""
    os.environ.pop("COLUMNS", None)
