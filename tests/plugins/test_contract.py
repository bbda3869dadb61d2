"""Hold every plugin that comes with Redline to the contract that everybody's plugins have."""

from __future__ import annotations

from redline.testing import contract

test_contract = contract("redline")
