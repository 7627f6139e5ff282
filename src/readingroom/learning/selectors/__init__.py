"""Reads that pages need. Each begins at ``cases.access``."""
