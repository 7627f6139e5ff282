"""Searching studies: QIDO-RS (PS3.18 section 10.6)."""
