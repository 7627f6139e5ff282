"""Cases, revisions, publication. Knows no web."""
