"""A kept session as a playlist, and a playlist as the cases of a conference."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.cases.models import State
from readingroom.conference.models import Room
from readingroom.conference.selectors.results import said_of
from readingroom.kernel.errors import NotFound
from readingroom.teaching.models import Playlist
from readingroom.teaching.playlist_access import own_playlists
from readingroom.teaching.services.entries import add_case, write_note
from readingroom.teaching.services.playlists import make_playlist


def kept_room(presenter: Person, key: UUID) -> Room:
    """A session that ``presenter`` kept.

    Raises:
        NotFound: there is none of theirs.
    """
    kept = Room.objects.filter(key=key, presenter=presenter, is_kept=True, closed_at__isnull=False)
    room = kept.first()
    if room is None:
        raise NotFound("There is no such session, or it is not yours.")
    return room


@transaction.atomic
def as_playlist(*, presenter: Person, key: UUID, now: datetime) -> Playlist:
    """A playlist of the cases of a kept session that are published, with what the room said.

    That stands in the notes, which only the presenter reads, below their own.

    Raises:
        NotFound: there is no such session of theirs, or none of its cases is published.
    """
    room = kept_room(presenter, key)
    entries = room.entries.filter(revision__case__state=State.PUBLISHED)
    if not entries.exists():
        raise NotFound("None of these cases is published, so that nobody could take them.")
    title = f"Conference of {room.opened_at.day} {room.opened_at:%B %Y}"
    playlist = make_playlist(actor=presenter, title=title, now=now)
    for entry in entries:
        made = add_case(actor=presenter, key=playlist.key, case=str(entry.case_key), now=now)
        note = "\n\n".join(filter(None, (entry.notes, said_of(entry))))
        write_note(
            actor=presenter, key=playlist.key, entry=made.key, note=note, heading=None, now=now
        )
    return playlist


def cases_of_playlist(presenter: Person, key: UUID) -> list[UUID]:
    """The cases of a playlist of one's own, each once, in their order.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    playlist = own_playlists(presenter).filter(key=key).first()
    if playlist is None:
        raise NotFound("There is no such playlist, or it is not yours.")
    rows = playlist.entries.filter(removed_at=None, case__isnull=False).order_by("position")
    return list(dict.fromkeys(rows.values_list("case__key", flat=True)))
