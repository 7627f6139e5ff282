"""One model per file."""

from readingroom.learning.models.answer import ItemAnswer, Source
from readingroom.learning.models.attempt import Attempt, Commit, Result
from readingroom.learning.models.attempt_judgement import AttemptJudgement
from readingroom.learning.models.card import Card
from readingroom.learning.models.favourite import Favourite
from readingroom.learning.models.group_seat import GroupSeat
from readingroom.learning.models.judgement import ItemJudgement, Judge
from readingroom.learning.models.note import MarginNote
from readingroom.learning.models.review_plan import ReviewPlan, SetAside

__all__ = [
    "Attempt",
    "AttemptJudgement",
    "Card",
    "Commit",
    "Favourite",
    "GroupSeat",
    "ItemAnswer",
    "ItemJudgement",
    "Judge",
    "MarginNote",
    "Result",
    "ReviewPlan",
    "SetAside",
    "Source",
]
