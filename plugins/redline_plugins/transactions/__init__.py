"""Transactions: what can be said of an export whatever the item is, and what is taken for granted."""
