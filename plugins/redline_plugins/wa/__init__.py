"""The list of dual-use goods of the Wassenaar Arrangement."""
