"""What this package tells those above it."""

from dataclasses import dataclass
from uuid import UUID

from readingroom.infra.events import Event


@dataclass(frozen=True)
class ItemAnswered(Event):
    """Someone who is signed in answered an item: told in the transaction that keeps the answer."""

    answer_key: UUID


@dataclass(frozen=True)
class ItemJudged(Event):
    """An answer of words was marked, by the learner or a teacher: told in that transaction."""

    answer_key: UUID


@dataclass(frozen=True)
class AttemptFinished(Event):
    """Someone who is signed in took a case to its end: told in the transaction that judges it."""

    attempt_key: UUID
