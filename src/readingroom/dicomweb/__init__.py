"""Pixels out: WADO-RS behind a signed grant, without Django and without the database."""
