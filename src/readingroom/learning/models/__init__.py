"""One model per file."""

from readingroom.learning.models.attempt import Attempt, Commit, Result

__all__ = ["Attempt", "Commit", "Result"]
