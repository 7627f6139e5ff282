"""What one learner reviews today: due items up to a limit, in other pictures where possible."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.spacing import Grade, Memory, recall_probability, review


@dataclass(frozen=True)
class ReviewCard:
    """One learner's review of one item.

    Attributes:
        item: key of the item.
        concept: what it teaches, such as the key of the diagnosis; items of one concept are
            siblings. Empty for an item that has none.
        memory: none before the first answer, and after ``forget``.
        due_at: aware, UTC.
        shown: key of the item that was last shown for it, itself or a sibling.
    """

    item: str
    concept: str
    memory: Memory | None
    due_at: datetime
    is_paused: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Sibling:
    """An item that can be shown in the place of another of its concept.

    Attributes:
        case: key of its case, whose pictures it shows.
        seen_at: when this learner last saw that case; none for never.
    """

    item: str
    concept: str
    case: str
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Draw:
    """One review of today: the card it counts for, and the item that is shown."""

    card: ReviewCard
    item: str


def answer_card(card: ReviewCard, grade: Grade, at: datetime, *, shown: str = "") -> ReviewCard:
    """The card after an answer.

    Args:
        at: when; aware.
        shown: key of the item that was shown, where it was a sibling.
    """
    memory = review(card.memory, grade, at)
    return replace(card, memory=memory, due_at=memory.due_at, shown=shown or card.item)


def pause(card: ReviewCard) -> ReviewCard:
    """Not drawn until it is resumed; what is known of the memory stays."""
    return replace(card, is_paused=True)


def resume(card: ReviewCard) -> ReviewCard:
    """Drawn again from its due date on, which may have passed."""
    return replace(card, is_paused=False)


def forget(card: ReviewCard, at: datetime) -> ReviewCard:
    """As if never answered, and due at once."""
    return replace(card, memory=None, due_at=at.astimezone(UTC), shown="")


def move(card: ReviewCard, to: datetime, at: datetime) -> ReviewCard:
    """Due at another time; the schedule still counts from the last answer.

    Raises:
        InvalidAnswer: a time that has passed.
    """
    if to < at:
        raise InvalidAnswer("That day has passed. Choose today or a later one.")
    return replace(card, due_at=to.astimezone(UTC))


def draw_queue(
    cards: Iterable[ReviewCard],
    siblings: Sequence[Sibling],
    *,
    until: datetime,
    limit: int,
    done: int = 0,
) -> tuple[Draw, ...]:
    """The reviews that are left for today, first those most likely to be lost.

    A card is drawn with a sibling from a case other than its own and than the one last shown,
    where there is one: the case never seen, or seen longest ago, comes first. No two draws show
    one case, so that one does not answer for another; a card for which no other case is left
    waits for another day.

    Args:
        cards: all of one learner's.
        siblings: every item this learner may see now, the cards' own among them.
        until: the end of the learner's day; aware.
        limit: how many reviews a day.
        done: how many of them are done.
    """
    due = [card for card in cards if not card.is_paused and card.due_at <= until]
    due.sort(key=lambda card: (_known(card, until), card.due_at, card.item))
    taken: set[str] = set()
    draws: list[Draw] = []
    for card in due:
        if len(draws) >= limit - done:
            break
        chosen = _choose(card, siblings, taken)
        if chosen is not None:
            taken.add(chosen.case)
            draws.append(Draw(card=card, item=chosen.item))
    return tuple(draws)


def _choose(card: ReviewCard, siblings: Sequence[Sibling], taken: set[str]) -> Sibling | None:
    own = next((sibling for sibling in siblings if sibling.item == card.item), None)
    shown = next((sibling for sibling in siblings if sibling.item == card.shown), own)
    stale = {sibling.case for sibling in (own, shown) if sibling is not None}
    free = [
        sibling
        for sibling in siblings
        if sibling.case not in taken
        and (sibling.item == card.item or (card.concept and sibling.concept == card.concept))
    ]
    return min(
        free,
        key=lambda sibling: (
            shown is not None and sibling.case == shown.case,
            sibling.case in stale,
            sibling.seen_at.timestamp() if sibling.seen_at else -math.inf,
            sibling.item,
        ),
        default=None,
    )


def _known(card: ReviewCard, at: datetime) -> float:
    """How probable it is that it is known; what was never answered comes last."""
    return 2.0 if card.memory is None else recall_probability(card.memory, at)
