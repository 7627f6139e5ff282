"""Playlists: listed, made, changed, shared, copied, and what became of an exam.

Sitting one is not here: a sitting keeps time and closes cases, and is held on its pages.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from readingroom.accounts.models import Person
from readingroom.api.asking import changed_in_between, now, person_of, version_of
from readingroom.api.once import once
from readingroom.api.paging import USUAL, Cursor, Limit, piece_of
from readingroom.api.playlists_told import playlist_out, row_out
from readingroom.api.routes import TEACHING
from readingroom.api.shapes_reviews import DoneOut
from readingroom.api.shapes_teaching import (
    CandidateOut,
    CandidatesOut,
    EntryChangeIn,
    EntryIn,
    MinutesIn,
    PlaylistOut,
    PlaylistsOut,
    ShareIn,
    TermsIn,
    TitleIn,
)
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.search.diagnoses import WordsOfRadiology
from readingroom.search.index import vocabulary
from readingroom.teaching.models import Mode, Order, Playlist, Release
from readingroom.teaching.playlist_access import open_playlist, own_playlist
from readingroom.teaching.selectors.playlists import CandidateRow, candidate_rows, shelf_of
from readingroom.teaching.services import entries, playlists
from readingroom.teaching.services.closures import over_for_everyone
from readingroom.teaching.services.sittings import release_results, settle_all
from readingroom.teaching.timing import GRACE, zone_of

_ONE: Final = "/playlists/{uuid:key}"
_ENTRY: Final = _ONE + "/entries/{uuid:entry}"
Act = Callable[[Person, datetime], object]


@TEACHING.get("/playlists", "playlists", PlaylistsOut)
def list_playlists(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> PlaylistsOut:
    """One's own, then those that were set for one or that one has begun."""
    person = person_of(request)
    shelf = shelf_of(person, now=now())
    rows, after = piece_of((*shelf.own, *shelf.others), cursor, limit)
    return PlaylistsOut(items=[row_out(row, person) for row in rows], next=after)


@TEACHING.post("/playlists", "make_playlist", PlaylistOut, status=201)
def make(request: HttpRequest, body: TitleIn) -> Status[PlaylistOut]:
    """Make an empty one."""

    def do(by: Person, at: datetime) -> UUID:
        return playlists.make_playlist(actor=by, title=body.title, now=at).key

    return Status(201, _told(request, once(request, do)))


@TEACHING.get(_ONE, "playlist", PlaylistOut)
def show(request: HttpRequest, key: UUID, response: HttpResponse) -> PlaylistOut:
    """A playlist; what it asks, for its maker alone. Its ``ETag`` is for changing its terms."""
    found = _told(request, key)
    response["ETag"] = f'"v{found.version}"'
    return found


@TEACHING.put(_ONE, "change_playlist", PlaylistOut, guarded=True)
def change(request: HttpRequest, key: UUID, body: TermsIn, response: HttpResponse) -> PlaylistOut:
    """Set what is said of a playlist as a whole; ``If-Match`` is the ``ETag`` it was read with."""
    version, person = version_of(request), person_of(request)
    zone_of(body.time_zone)
    terms = playlists.Terms(
        title=body.title, introduction=body.introduction, mode=Mode(body.mode),
        order=Order(body.order), minutes=body.minutes, opens_at=body.opens_at,
        ends_at=body.ends_at, time_zone=body.time_zone, draw=body.draw,
        abnormal_percent=body.abnormal_percent, release=Release(body.release),
        takes_unsent=body.takes_unsent, is_copyable=body.is_copyable,
    )  # fmt: skip
    if own_playlist(person, key).version != version:
        raise changed_in_between()
    playlists.change_terms(actor=person, key=key, version=version, terms=terms, now=now())
    return show(request, key, response)


@TEACHING.delete(_ONE, "remove_playlist")
def remove(request: HttpRequest, key: UUID) -> Status[None]:
    """Throw it away; it can be brought back."""
    playlists.remove_playlist(actor=person_of(request), key=key, now=now())
    return Status(204, None)


@TEACHING.post(_ONE + "/restore", "restore_playlist", PlaylistOut)
def restore(request: HttpRequest, key: UUID) -> PlaylistOut:
    """Bring back what was thrown away."""
    return _on(
        request, key, lambda by, at: playlists.restore_playlist(actor=by, key=key, now=at)
    )  # fmt: skip


@TEACHING.put(_ONE + "/sharing", "share_playlist", PlaylistOut)
def share(request: HttpRequest, key: UUID, body: ShareIn) -> PlaylistOut:
    """Set for whom it is."""
    playlists.share(
        actor=person_of(request), key=key, cohorts=body.classes, link=body.link, now=now()
    )
    return _told(request, key)


@TEACHING.post(_ONE + "/copy", "copy_playlist", PlaylistOut, status=201)
def copy(request: HttpRequest, key: UUID) -> Status[PlaylistOut]:
    """Make one's own copy, with its origin credited."""

    def do(by: Person, at: datetime) -> UUID:
        return playlists.copy_playlist(actor=by, playlist=open_playlist(by, key), now=at).key

    return Status(201, _told(request, once(request, do)))


@TEACHING.post(_ONE + "/entries", "add_entry", DoneOut, status=201)
def add(request: HttpRequest, key: UUID, body: EntryIn) -> Status[DoneOut]:
    """Put a case, a question of one, or a section at the end."""

    def do(by: Person, at: datetime) -> UUID:
        if body.heading:
            return entries.add_section(actor=by, key=key, heading=body.heading, now=at).key
        if not body.case:
            raise InvalidInput("Name a case by its number or address, or give a heading.")
        return entries.add_case(actor=by, key=key, case=body.case, item=body.item, now=at).key

    return Status(201, DoneOut(key=once(request, do)))


@TEACHING.put(_ENTRY, "change_entry", DoneOut)
def change_entry(request: HttpRequest, key: UUID, entry: UUID, body: EntryChangeIn) -> DoneOut:
    """Move an entry, or write its note; what is left out stays as it is."""
    person, moment = person_of(request), now()
    if body.place is not None:
        entries.move_entry(actor=person, key=key, entry=entry, to=body.place, now=moment)
    if body.note is not None or body.heading is not None:
        row = own_playlist(person, key).entries.filter(key=entry, removed_at=None).first()
        if row is None:
            raise NotFound("This is not in the playlist any more.")
        entries.write_note(
            actor=person, key=key, entry=entry, heading=body.heading, now=moment,
            note=row.note if body.note is None else body.note,
        )  # fmt: skip
    return DoneOut(key=entry)


@TEACHING.delete(_ENTRY, "remove_entry")
def remove_entry(request: HttpRequest, key: UUID, entry: UUID) -> Status[None]:
    """Take an entry out."""
    entries.remove_entry(actor=person_of(request), key=key, entry=entry, now=now())
    return Status(204, None)


@TEACHING.post(_ENTRY + "/restore", "restore_entry", DoneOut)
def restore_entry(request: HttpRequest, key: UUID, entry: UUID) -> DoneOut:
    """Put an entry back where it stood."""

    def do(by: Person, at: datetime) -> UUID:
        entries.restore_entry(actor=by, key=key, entry=entry, now=at)
        return entry

    return DoneOut(key=once(request, do))


@TEACHING.get(_ONE + "/candidates", "candidates", CandidatesOut)
def list_candidates(request: HttpRequest, key: UUID) -> CandidatesOut:
    """Everyone an exam is for, and where they stand; practice is private."""
    playlist = _exam(person_of(request), key)
    settle_all(playlist, words=WordsOfRadiology(vocabulary()), now=now())
    return CandidatesOut(items=[_candidate(row) for row in candidate_rows(playlist)])


@TEACHING.put(_ONE + "/candidates/time", "give_extra_time", CandidatesOut)
def give_time(request: HttpRequest, key: UUID, body: MinutesIn) -> CandidatesOut:
    """Give one candidate more time, also while they sit."""
    person = person_of(request)
    exam = _exam(person, key)
    playlists.give_extra_time(
        actor=person, key=exam.key, person=body.person, minutes=body.minutes, now=now()
    )
    return list_candidates(request, key)


@TEACHING.post(_ONE + "/candidates/release", "release_results", CandidatesOut)
def release(request: HttpRequest, key: UUID) -> CandidatesOut:
    """Let the candidates see their results, once nobody can be sitting any more."""

    def do(by: Person, at: datetime) -> UUID:
        over = over_for_everyone(_exam(by, key))
        if over is None or at <= over + GRACE:
            raise StateConflict("Wait until the exam is over: whoever still sits would be told.")
        release_results(actor=by, key=key, now=at)
        return key

    return list_candidates(request, once(request, do))


def _on(request: HttpRequest, key: UUID, act: Act) -> PlaylistOut:
    def do(person: Person, at: datetime) -> UUID:
        act(person, at)
        return key

    return _told(request, once(request, do))


def _told(request: HttpRequest, key: UUID) -> PlaylistOut:
    person = person_of(request)
    return playlist_out(open_playlist(person, key), person)


def _exam(person: Person, key: UUID) -> Playlist:
    playlist = own_playlist(person, key)
    if not playlist.is_exam:
        raise NotFound("Practice is private. Only an exam has candidates.")
    return playlist


def _candidate(row: CandidateRow) -> CandidateOut:
    return CandidateOut(
        key=row.person.key,
        name=row.person.display_name,
        state=row.state,
        answered=row.answered,
        asked=row.asked,
        mean=row.mean,
        extra_minutes=row.extra_minutes,
    )
