"""Chiplets: packages as collections of dies, measured together and die by die."""
