"""Codes that are read from a screen, said aloud, and typed on a phone."""

import secrets
from typing import Final

ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels, so that no word appears, and without digits, which letters look like.

Source: RFC 8628 section 6.1.
"""
LENGTH: Final = 6


def new_code() -> str:
    """One of 64 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def tidy_code(typed: str) -> str:
    """A code as typed, in capitals and without what stands between; empty where it is none."""
    letters = "".join(c for c in typed[:40].upper() if c.isalnum())
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else ""
