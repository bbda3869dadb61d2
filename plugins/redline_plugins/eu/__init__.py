"""Annex I of the dual-use regulation of the European Union, as far as it was read."""
