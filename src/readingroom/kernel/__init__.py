"""Errors, keys, grants, clocks and coded concepts. Standard library only."""
