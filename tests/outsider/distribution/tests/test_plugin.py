"""Hold the plugins to the contract."""

from redline.testing import contract

test_contract = contract("freedonia-switches")
