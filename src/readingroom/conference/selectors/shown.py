"""What is shown in a room at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from readingroom.cases.selectors import CasePage
from readingroom.conference.access import may_show_now
from readingroom.conference.models import Entry, Poll, Room
from readingroom.conference.services.rooms import shown_entry
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.taken import Taken, open_page
from readingroom.learning.sitting import Sitting
from readingroom.learning.unfolding import Said
from readingroom.learning.veil import veil


@dataclass(frozen=True)
class Shown:
    """The case in the room as far as it is open.

    Attributes:
        taken: a way through the case that nobody takes but the room.
        names: the series' names on the page, by those of the whole document.
        poll: what was asked last of this case; voted on while it is not revealed.
    """

    room: Room
    entry: Entry
    taken: Taken
    names: Mapping[str, str]
    poll: Poll | None

    @property
    def page(self) -> CasePage:
        """The page as far as it is open; its grants name what is shown and nothing else."""
        return self.taken.page

    @property
    def mark(self) -> str:
        """Changes with the case and the stage: then phones fetch other images."""
        return f"{self.entry.pk}-{self.entry.committed}"


def shown_in(room: Room, *, now: datetime) -> Shown | None:
    """What there is to see; None while the case may not be shown (any more)."""
    try:
        entry = shown_entry(room)
    except NotFound:
        return None
    return entry_in(room, entry, now=now)


def entry_in(room: Room, entry: Entry, *, now: datetime) -> Shown | None:
    """One case of a room as far as it was opened; None while it may not be shown (any more)."""
    if not may_show_now(room, entry.revision.case):
        return None
    said = tuple(Said(place, "", ()) for place in range(entry.committed))
    sitting = Sitting(room.key, entry.revision, said)
    page = open_page(AnonymousUser(), sitting, now=now)
    names = {whole: here for here, whole in veil(sitting.course).series_ids.items()}
    return Shown(room, entry, Taken(sitting, page), names, _poll(entry))


def _poll(entry: Entry) -> Poll | None:
    """The latest question; once it is revealed, until the next stage."""
    on_screen = Q(revealed_at__isnull=True) | Q(committed=entry.committed)
    return entry.polls.filter(on_screen).order_by("-pk").first()
