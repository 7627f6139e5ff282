"""Asking the room, voting, and revealing what it said."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import HotspotItem, MultipleChoiceItem
from readingroom.casefile.validation import read_stored
from readingroom.conference.access import seated_room
from readingroom.conference.ballots import read_ballot
from readingroom.conference.models import Ballot, Poll, PollKind, Room
from readingroom.conference.seats import voter_of
from readingroom.conference.services.rooms import Lead, changed, own_room, shown_entry
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.learning.answers import tidy
from readingroom.learning.unfolding import Unfolding

LEAST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 8
_DIFFERENTIAL: Final = "What is your differential?"
_ONE: Final = "What is the diagnosis?"
_MARK: Final = "Mark any abnormality, or none."
_ORDER: Final = random.SystemRandom()


@dataclass(frozen=True)
class Question:
    """What is to be asked.

    Attributes:
        series: of a mark, as the whole document names it.
        answer: what is told with the result.
    """

    kind: PollKind
    stem: str
    options: tuple[str, ...] = ()
    series: str = ""
    answer: dict[str, Any] = field(default_factory=dict)


def differential(names: Sequence[str], *, points: bool) -> Question:
    """A question of which diagnosis it is, among names that the presenter wrote.

    Raises:
        InvalidInput: too few, too many, or one twice.
    """
    options = tuple(filter(None, map(tidy, names)))
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise InvalidInput(f"Name {LEAST_OPTIONS} to {MOST_OPTIONS} diagnoses, one a line.")
    if len({option.casefold() for option in options}) < len(options):
        raise InvalidInput("One diagnosis is named twice. Leave it out once.")
    kind, stem = (PollKind.POINTS, _DIFFERENTIAL) if points else (PollKind.CHOICE, _ONE)
    return Question(kind, stem, options)


def of_item(document: CaseDocument, course: Unfolding, item_id: str) -> Question:
    """The question that a case's author wrote, once its stage is reached.

    Raises:
        NotFound: there is none that can be voted on, or its stage is not open yet.
    """
    for item in askable_items(document, course):
        if item.id != item_id:
            continue
        if isinstance(item, MultipleChoiceItem):
            right = [at for at, option in enumerate(item.options) if option.is_key]
            options = tuple(option.text for option in item.options)
            return Question(PollKind.CHOICE, item.stem, options, answer={"right": right})
        targets = [
            {
                "label": target.label, "first": first, "last": last,
                "outline": [list(point) for point in corners],
            }
            for target in item.targets
            for first, last, corners in target.outlines()
        ]  # fmt: skip
        # What is asked tells nothing: a stem may, and is shown afterwards.
        answer = {"targets": targets, "stem": item.stem}
        return Question(PollKind.MARK, _MARK, (), item.series, answer)
    raise NotFound("This question can't be asked here, or not yet. Load the page again.")


def askable_items(
    document: CaseDocument, course: Unfolding
) -> list[MultipleChoiceItem | HotspotItem]:
    """Questions of the case's author that the room can vote on where the case stands."""
    reached = {stage.id for stage in course.opened}
    if course.here is not None:
        reached.add(course.here.id)
    return [
        item
        for item in document.items
        if item.stage in reached and isinstance(item, MultipleChoiceItem | HotspotItem)
    ]


def mark(document: CaseDocument, series: str) -> Question:
    """A question of where it is, on a series that is shown.

    Raises:
        NotFound: the case has no such series.
    """
    if document.find_series(series) is None:
        raise NotFound("This series is not shown. Load the page again.")
    return Question(PollKind.MARK, _MARK, (), series)


@transaction.atomic
def ask(lead: Lead, question: Question) -> Room:
    """Put a question to the room.

    Raises:
        StateConflict: one is being voted on already.
    """
    room = own_room(lead)
    entry = shown_entry(room)
    waiting = Poll.objects.filter(entry__room=room, revealed_at__isnull=True)
    if waiting.filter(entry=entry).exists():
        raise StateConflict("The room is voting already. Reveal that vote or drop it first.")
    if waiting.exists():
        raise StateConflict(
            "A vote on another case is not revealed yet. "
            "Go back to that case, and reveal it or drop it."
        )
    Poll.objects.create(
        entry=entry, kind=question.kind, stem=question.stem, options=list(question.options),
        series=question.series, answer=question.answer, opened_at=lead.now,
        committed=entry.committed,
    )  # fmt: skip
    return changed(room)


@transaction.atomic
def vote(*, actor: Actor, room: UUID, seat: UUID, poll: UUID, given: Any, now: datetime) -> Poll:
    """Vote, or vote otherwise, until it is revealed. Sending the same again changes nothing.

    Raises:
        NotFound: the room is over, or the seat or the question is not of it.
        StateConflict: it is revealed.
        InvalidInput: what was sent is no answer to the question.
    """
    found = seated_room(actor, room, seat, now=now)
    asked = Poll.objects.select_for_update().filter(key=poll, entry__room=found).first()
    if asked is None:
        raise NotFound("This question is not asked any more. Look at the screen.")
    if asked.revealed_at is not None:
        raise StateConflict("The votes were shown already. Yours stays as it was.")
    ballot = read_ballot(PollKind(asked.kind), asked.options, given)
    Ballot.objects.update_or_create(
        poll=asked, voter=voter_of(asked.key, seat), defaults={"given": ballot}
    )
    return asked


@transaction.atomic
def reveal(lead: Lead, poll: UUID) -> Room:
    """Show what the room said. From here on nothing tells whose a vote was, or when it came."""
    room = own_room(lead)
    asked = _open_poll(room, poll)
    if asked is None:
        return room
    given = list(asked.ballots.values_list("given", flat=True))
    _ORDER.shuffle(given)
    asked.ballots.all().delete()
    Ballot.objects.bulk_create(
        Ballot(poll=asked, voter=f"{number}", given=one) for number, one in enumerate(given)
    )
    asked.revealed_at = lead.now
    asked.save(update_fields=["revealed_at"])
    return changed(room)


@transaction.atomic
def drop(lead: Lead, poll: UUID) -> Room:
    """Take a question back, with its votes."""
    room = own_room(lead)
    asked = _open_poll(room, poll)
    if asked is None:
        return room
    asked.delete()
    return changed(room)


def document_of(room: Room) -> tuple[CaseDocument, Unfolding]:
    """The whole document of the case that is shown, and how far it is open."""
    entry = shown_entry(room)
    document = read_stored(entry.revision.document)
    return document, Unfolding(document, entry.committed)


def _open_poll(room: Room, poll: UUID) -> Poll | None:
    """Held, so that no vote comes in between what is counted and what is kept."""
    polls = Poll.objects.select_for_update().filter(entry__room=room, revealed_at__isnull=True)
    return polls.filter(key=poll).first()
