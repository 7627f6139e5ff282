"""When an item is due again, as far as one learner's memory of it goes.

The intervals are those of FSRS (J. Ye, J. Su and Y. Cao, “A stochastic shortest path algorithm
for optimizing spaced repetition scheduling”, KDD 2022, and its successors), by the package
``fsrs`` with its published weights. An item comes back on a later day, never within minutes, and
nothing is random: the same answers give the same dates. No clock is read here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final

from fsrs import Card, Rating, Scheduler, State

from readingroom.assessment.errors import InvalidAnswer

RETENTION: Final = 0.9
"""How probable it is to know an item still on the day it is due."""
LONGEST_DAYS: Final = 365
UNSURE_BELOW: Final = 0.5
SURE_FROM: Final = 0.9
_HALF: Final = 0.5
_SCHEDULER: Final = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)


class Grade(IntEnum):
    """How well an item was known, as the schedule asks for it."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Memory:
    """What the schedule keeps of one learner and one item.

    Attributes:
        stability_days: after so long it is known with nine chances of ten.
        difficulty: from 1 to 10.
        reviewed_at: the last answer; aware, UTC.
        due_at: when it is due again; aware, UTC.
    """

    stability_days: float
    difficulty: float
    reviewed_at: datetime
    due_at: datetime


def grade_answer(
    share: float, *, confidence: float | None = None, had_hint: bool = False, is_quick: bool = False
) -> Grade:
    """The grade that an answer earns; learners don't grade themselves.

    Less than half right is AGAIN. Partly right, right but with a confidence below one half, or
    right after a hint is HARD. Right, quick and with a confidence of 0.9 or more is EASY; right
    in any other way GOOD.

    Args:
        share: how right it was, from 0 to 1.
        confidence: the probability of being right that was said beforehand, from 0 to 1.
        had_hint: whether a hint was taken.
        is_quick: whether it took less than the learner's own usual time.

    Raises:
        InvalidAnswer: a share or confidence that is not from 0 to 1.
    """
    if not 0 <= share <= 1 or not 0 <= (confidence or 0) <= 1:
        raise InvalidAnswer("An answer counts from 0 to 100 % right, and so does its certainty.")
    if share < _HALF:
        return Grade.AGAIN
    if share < 1 or had_hint or (confidence is not None and confidence < UNSURE_BELOW):
        return Grade.HARD
    if is_quick and confidence is not None and confidence >= SURE_FROM:
        return Grade.EASY
    return Grade.GOOD


def review(memory: Memory | None, grade: Grade, at: datetime) -> Memory:
    """What is kept after an answer; the next date is a day to a year away.

    Args:
        memory: none for an item answered for the first time, or forgotten on purpose.
        at: when it was answered; aware. A clock that ran backwards counts as no time passed.
    """
    now = at.astimezone(UTC)
    if memory is None:
        card = Card(card_id=0, due=now)
    else:
        now = max(now, memory.reviewed_at.astimezone(UTC))
        card = _card(memory)
    after, _ = _SCHEDULER.review_card(card, Rating(int(grade)), now)
    return Memory(
        # fsrs sets both with every review; they are optional only before the first.
        stability_days=after.stability or 0.0,
        difficulty=after.difficulty or 0.0,
        reviewed_at=now,
        due_at=after.due,
    )


def recall_probability(memory: Memory, at: datetime) -> float:
    """How probable it is that the item is still known, from 0 to 1; whole days count."""
    return _SCHEDULER.get_card_retrievability(_card(memory), at.astimezone(UTC))


def _card(memory: Memory) -> Card:
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability_days,
        difficulty=memory.difficulty,
        due=memory.due_at,
        last_review=memory.reviewed_at.astimezone(UTC),
    )
