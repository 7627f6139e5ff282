"""What stands in a playlist: put in, moved, taken out and put back."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from readingroom.accounts.actor import Actor
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, State
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.teaching.models import EntryKind, Playlist, PlaylistEntry
from readingroom.teaching.playlist_access import own_playlist
from readingroom.teaching.services.closures import sync_closures
from readingroom.teaching.services.playlists import BEGUN, MOST_ENTRIES, has_begun

_NUMBER: Final = re.compile(r"(?:RR-?)?0*([0-9]{1,9})", re.IGNORECASE)
_KEY: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def find_case(actor: Actor, text: str) -> Case:
    """The published case that a number (``RR-00012``, ``12``) or an address names.

    Raises:
        NotFound: none that is open to ``actor``.
    """
    cases = visible_cases(actor).filter(state=State.PUBLISHED)
    text = text.strip()[:500]
    key, number = _KEY.search(text.lower()), _NUMBER.fullmatch(text)
    found = None
    if key:
        found = cases.filter(key=UUID(key.group())).first()
    elif number:
        found = cases.filter(number=int(number.group(1))).first()
    if found is None:
        raise NotFound("No published case of this number or address is open to you.")
    return found


@transaction.atomic
def add_case(*, actor: Actor, key: UUID, case: str, item: str = "", now: datetime) -> PlaylistEntry:
    """Put a case, or one question of it, at the end.

    Args:
        case: its number or address.
        item: the ``id`` of the question; empty for the case as an unknown.

    Raises:
        NotFound: the playlist is not theirs, or there is no such case or question.
        StateConflict: the exam has begun.
        InvalidInput: it is in the playlist already, or the playlist is full.
    """
    playlist = _changeable(actor, key)
    found = find_case(actor, case)
    revision = found.published_revision
    items = read_stored(revision.document).items if revision is not None else ()
    if item and item not in {one.id for one in items}:
        raise NotFound("The case has no such question. Choose one of those it has.")
    if _entries(playlist).filter(case=found, item=item).exists():
        raise InvalidInput(f"{found.short_number} is in this playlist already.")
    kind = EntryKind.ITEM if item else EntryKind.CASE
    return _append(playlist, now=now, kind=kind, case=found, item=item)


@transaction.atomic
def add_section(*, actor: Actor, key: UUID, heading: str, now: datetime) -> PlaylistEntry:
    """Begin a section at the end.

    Raises:
        InvalidInput: it has no heading.
    """
    heading = " ".join(heading.split())[:200]
    if not heading:
        raise InvalidInput("Give the section a heading.")
    return _append(_changeable(actor, key), now=now, kind=EntryKind.SECTION, heading=heading)


@transaction.atomic
def move_entry(*, actor: Actor, key: UUID, entry: UUID, to: int, now: datetime) -> None:
    """Put an entry at a place, counted from 1; beyond the last is the last.

    Raises:
        NotFound: the playlist is not theirs, or the entry is not in it.
        StateConflict: the exam has begun.
    """
    playlist = _changeable(actor, key)
    rows = list(_entries(playlist))
    moved = _one(rows, entry)
    rows.remove(moved)
    rows.insert(max(0, to - 1), moved)
    _number(rows)
    _changed(playlist, now)


@transaction.atomic
def remove_entry(*, actor: Actor, key: UUID, entry: UUID, now: datetime) -> None:
    """Take an entry out; ``restore_entry`` puts it back where it stood.

    Raises:
        NotFound: the playlist is not theirs, or the entry is not in it.
        StateConflict: the exam has begun.
    """
    playlist = _changeable(actor, key)
    gone = _one(list(_entries(playlist)), entry)
    gone.removed_at = now
    gone.save(update_fields=["removed_at"])
    _number(list(_entries(playlist)))
    _changed(playlist, now)


@transaction.atomic
def restore_entry(*, actor: Actor, key: UUID, entry: UUID, now: datetime) -> None:
    """Put back what was taken out; what is in the list stays as it is.

    Raises:
        NotFound: the playlist is not theirs, or never had the entry.
        StateConflict: the exam has begun, or the same was put in again meanwhile.
    """
    playlist = _changeable(actor, key)
    rows = list(_entries(playlist))
    back = playlist.entries.filter(key=entry, removed_at__isnull=False).first()
    if back is None:
        _one(rows, entry)
        return
    twin = back.case_id is not None and any(
        (one.case_id, one.item) == (back.case_id, back.item) for one in rows
    )
    if twin or len(rows) >= MOST_ENTRIES:
        raise StateConflict("It is in the playlist again already, or the playlist is full.")
    back.removed_at = None
    back.save(update_fields=["removed_at"])
    rows.insert(max(0, back.position - 1), back)
    _number(rows)
    _changed(playlist, now)


@transaction.atomic
def write_note(
    *, actor: Actor, key: UUID, entry: UUID, note: str, heading: str | None, now: datetime
) -> None:
    """Keep an entry's note; of a section its heading as well. Notes change at any time.

    Raises:
        NotFound: the playlist is not theirs, or the entry is not in it.
        StateConflict: it is a section of an exam that has begun, which candidates read.
    """
    playlist = own_playlist(actor, key)
    row = _one(list(_entries(playlist)), entry)
    if row.kind == EntryKind.SECTION:
        if has_begun(playlist):
            raise StateConflict(BEGUN)
        row.heading = " ".join((heading or "").split())[:200] or row.heading
    row.note = note.strip()[:4000]
    row.save(update_fields=["note", "heading"])


def _changeable(actor: Actor, key: UUID) -> Playlist:
    playlist = own_playlist(actor, key)
    if has_begun(playlist):
        raise StateConflict(BEGUN)
    return playlist


def _entries(playlist: Playlist) -> QuerySet[PlaylistEntry]:
    return playlist.entries.filter(removed_at__isnull=True).order_by("position", "pk")


def _one(rows: list[PlaylistEntry], key: UUID) -> PlaylistEntry:
    for row in rows:
        if row.key == key:
            return row
    raise NotFound("This is not in the playlist any more. Load the page again.")


def _append(playlist: Playlist, *, now: datetime, **fields: object) -> PlaylistEntry:
    rows = list(_entries(playlist))
    if len(rows) >= MOST_ENTRIES:
        raise InvalidInput(f"A playlist holds at most {MOST_ENTRIES} entries. Make another one.")
    made = PlaylistEntry.objects.create(playlist=playlist, position=len(rows) + 1, **fields)
    _changed(playlist, now)
    return made


def _number(rows: list[PlaylistEntry]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place
    PlaylistEntry.objects.bulk_update(rows, ["position"])


def _changed(playlist: Playlist, now: datetime) -> None:
    """The list is not the terms: its changes don't make an open form of those an old one."""
    playlist.changed_at = now
    playlist.save(update_fields=["changed_at"])
    sync_closures(playlist, now=now)
