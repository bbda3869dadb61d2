"""The distribution is tested as installed, in an environment of its own."""

collect_ignore = ["distribution"]
