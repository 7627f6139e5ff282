"""Submissions, quarantine, the route of a file, and the studies that come out of it."""
