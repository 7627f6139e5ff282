"""Submissions, quarantine, the ingest route; studies, series, instances."""
