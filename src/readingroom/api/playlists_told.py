"""A playlist, as whoever asks may see it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from readingroom.accounts.models import Person
from readingroom.api.shapes_teaching import EntryOut, PlaylistOut, PlaylistRowOut
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case
from readingroom.teaching.models import EntryKind, Playlist
from readingroom.teaching.pool import Listed, listed_of, problems_of
from readingroom.teaching.selectors.playlists import Row

_TERMS: Final = (
    "title", "introduction", "mode", "order", "minutes", "opens_at", "ends_at", "time_zone",
    "draw", "abnormal_percent", "release", "takes_unsent", "is_copyable",
)  # fmt: skip


def row_out(row: Row, person: Person) -> PlaylistRowOut:
    """One playlist in a list."""
    playlist = row.playlist
    return PlaylistRowOut(
        key=playlist.key,
        title=playlist.title,
        owner=playlist.owner.display_name,
        is_own=playlist.owner_id == person.pk,
        mode=playlist.mode,
        entries=row.entries,
        phase=row.phase.value,
        is_under_way=row.is_under_way,
        changed_at=playlist.changed_at,
    )


def playlist_out(playlist: Playlist, person: Person) -> PlaylistOut:
    """A playlist: to its maker with what it asks; to others it is asked one by one, in sittings."""
    is_own = playlist.owner_id == person.pk
    listed = listed_of(playlist) if is_own else ()
    terms: dict[str, Any] = {name: getattr(playlist, name) for name in _TERMS}
    return PlaylistOut(
        **terms,
        key=playlist.key,
        owner=playlist.owner.display_name,
        is_own=is_own,
        version=playlist.version,
        link=playlist.link if is_own else None,
        classes=list(playlist.cohorts.values_list("key", flat=True)) if is_own else [],
        origin_credit=playlist.origin_credit,
        problems=list(problems_of(playlist, listed)) if is_own else [],
        entries=_entries(listed, person),
    )


def _entries(listed: Sequence[Listed], person: Person) -> list[EntryOut]:
    ids = [one.entry.case_id for one in listed if one.entry.case_id]
    is_open = visible_cases(person).in_bulk(ids)
    return [_entry(one, is_open) for one in listed]


def _entry(one: Listed, is_open: Mapping[int, Case]) -> EntryOut:
    row = one.entry
    case = is_open.get(row.case_id) if row.case_id else None
    hides = row.kind != EntryKind.SECTION and case is None
    return EntryOut(
        key=row.key,
        kind=row.kind,
        case=case.key if case else None,
        number=case.short_number if case else "",
        title=one.document.title if case and one.document else "",
        item="" if hides else row.item,
        heading=row.heading,
        note=row.note,
        trouble="" if hides else one.trouble,
    )
