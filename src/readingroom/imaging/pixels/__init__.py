"""Pixels: decode, encode, window, preview."""
