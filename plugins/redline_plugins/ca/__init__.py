"""The Export Control List of Canada."""
