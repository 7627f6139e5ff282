"""Who may show which case in a conference, who may sit in it, and who leads it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from readingroom.accounts.actor import Actor, may_contribute, shares_institution
from readingroom.accounts.models import Person
from readingroom.cases.access import closed_cases, visible_cases
from readingroom.cases.models import Case, Revision, State, Visibility
from readingroom.conference.limits import SILENCE
from readingroom.conference.models import Openness, Room
from readingroom.kernel.errors import NotFound

_GONE = "There is no such conference, or it is over."


def may_present(actor: Actor) -> bool:
    """Whether ``actor`` may open a conference: whoever may write cases."""
    return may_contribute(actor)


def presentable_cases(presenter: Person) -> QuerySet[Case]:
    """Cases that ``presenter`` may show: what readers may read, and what is their own.

    Whatever an editor may look at beyond that is not theirs to show.
    """
    published = Q(state=State.PUBLISHED)
    reach = published & Q(visibility__in=[Visibility.PUBLIC, Visibility.UNLISTED])
    reach |= Q(owner=presenter, state__in=[State.DRAFT, State.PUBLISHED])
    if presenter.institution_id is not None:
        own = Q(institution_id=presenter.institution_id)
        reach |= published & own & Q(visibility=Visibility.INSTITUTION)
    return visible_cases(presenter).filter(reach)


def is_for_everyone(case: Case) -> bool:
    """Whether a case may be shown to people without an account."""
    return case.state == State.PUBLISHED and case.visibility == Visibility.PUBLIC


def shown_revision(case: Case) -> Revision | None:
    """What is shown of a case: what readers read, or the draft while there is nothing else.

    Its images were all cleared: what is held has no series that a revision could name.
    """
    return case.draft_revision if case.state == State.DRAFT else case.published_revision


def may_show_now(room: Room, case: Case) -> bool:
    """Whether a case may still be shown in a room: it may have been withdrawn since."""
    if room.openness == Openness.EVERYONE and not is_for_everyone(case):
        return False
    return presentable_cases(room.presenter).filter(pk=case.pk).exists()


def open_rooms(now: datetime) -> QuerySet[Room]:
    """Rooms that are neither closed, nor silent for hours, nor at their longest time."""
    return Room.objects.filter(
        closed_at__isnull=True, ends_at__gt=now, heard_at__gt=now - SILENCE
    ).select_related("presenter__institution", "holder")


def may_sit(actor: Actor, room: Room) -> bool:
    """Whether ``actor`` may be in the room: in one for colleagues only while signed in as one."""
    if room.entries.filter(revision__case__in=closed_cases(actor)).exists():
        return False  # an exam of theirs asks one of its cases
    if room.openness == Openness.EVERYONE:
        return True
    return shares_institution(actor, room.presenter.institution_id)


def led_room(actor: Actor, key: UUID, *, now: datetime) -> Room:
    """The open room that ``actor`` leads.

    Raises:
        NotFound: there is none: over, absent and another's answer alike.
    """
    room = open_rooms(now).filter(key=key, presenter_id=actor.pk).first() if actor.pk else None
    if room is None or not actor.is_active:
        raise NotFound(_GONE)
    return room


def seated_room(actor: Actor, key: UUID, seat: UUID, *, now: datetime) -> Room:
    """The open room in which there is this seat, for someone who may sit in it.

    Raises:
        NotFound: it is over, there is no such seat in it, or ``actor`` may not be there (any more).
    """
    room = open_rooms(now).filter(key=key, seats__key=seat).first()
    if room is None or not may_sit(actor, room):
        raise NotFound(_GONE)
    return room
