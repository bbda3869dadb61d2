"""Freedonia's control of network switches."""
