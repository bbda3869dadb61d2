"""The law: rule files, and no code."""
