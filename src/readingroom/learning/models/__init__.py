"""One model per file."""

from readingroom.learning.models.answer import ItemAnswer, Source
from readingroom.learning.models.attempt import Attempt, Commit, Result
from readingroom.learning.models.judgement import ItemJudgement, Judge

__all__ = ["Attempt", "Commit", "ItemAnswer", "ItemJudgement", "Judge", "Result", "Source"]
