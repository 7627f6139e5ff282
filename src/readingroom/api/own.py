"""What someone keeps of cases, and what they are told of."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from readingroom.accounts.models import Notice, Person
from readingroom.accounts.services.telling import notices_of, read_all, read_notice
from readingroom.api.asking import changed_in_between, now, person_of, version_of
from readingroom.api.once import once
from readingroom.api.paging import (
    USUAL,
    Cursor,
    Limit,
    cursor_after,
    piece_by,
    piece_of,
    position_of,
)
from readingroom.api.routes import OWN
from readingroom.api.shapes_own import (
    FavouritesOut,
    NoteIn,
    NoteOut,
    NotesOut,
    NoticeOut,
    NoticesOut,
    SearchesOut,
    SearchIn,
    SearchOut,
    UntilIn,
)
from readingroom.api.shapes_reviews import DoneOut
from readingroom.learning.models import MarginNote
from readingroom.learning.selectors.keeping import favourites_of, notes_of
from readingroom.learning.services.favourites import mark_unread, readable_case, set_favourite
from readingroom.learning.services.notes import keep_note
from readingroom.search.finding import Wish
from readingroom.search.saved import (
    Kept,
    kept_searches,
    look,
    own_search,
    remove_search,
    save_search,
)

_NOTE = "/cases/{uuid:key}/notes/{str:stage}"


@OWN.get("/own/favourites", "favourites", FavouritesOut)
def list_favourites(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> Any:
    """Cases that one has starred and may still read, the newest first."""
    person = person_of(request)
    items, after = piece_by(
        lambda start, count: favourites_of(person, start=start, limit=count), cursor, limit
    )
    return {"items": items, "next": after}


@OWN.put("/cases/{uuid:key}/favourite", "star", DoneOut)
def star(request: HttpRequest, key: UUID) -> DoneOut:
    """Star a case."""
    set_favourite(person=person_of(request), case_key=key, is_wanted=True, now=now())
    return DoneOut(key=key)


@OWN.delete("/cases/{uuid:key}/favourite", "unstar")
def unstar(request: HttpRequest, key: UUID) -> Status[None]:
    """Take the star back."""
    set_favourite(person=person_of(request), case_key=key, is_wanted=False, now=now())
    return Status(204, None)


@OWN.post("/cases/{uuid:key}/unread", "unread", DoneOut)
def unread(request: HttpRequest, key: UUID) -> DoneOut:
    """As if never opened: the library keeps the answer back again."""
    mark_unread(person=person_of(request), case_key=key)
    return DoneOut(key=key)


@OWN.get("/own/notes", "notes", NotesOut)
def list_notes(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> Any:
    """One's notes at cases that one may still read, the newest first."""
    person = person_of(request)
    items, after = piece_by(
        lambda start, count: notes_of(person, start=start, limit=count), cursor, limit
    )
    return {"items": items, "next": after}


@OWN.get(_NOTE, "note", NoteOut)
def show_note(request: HttpRequest, key: UUID, stage: str, response: HttpResponse) -> NoteOut:
    """One's note at a stage of a case; version 0 where there is none."""
    person = person_of(request)
    case = readable_case(person, key)
    note = MarginNote.objects.filter(person=person, case=case, stage=stage).first()
    found = NoteOut(text=note.text, version=note.version) if note else NoteOut(text="", version=0)
    response["ETag"] = f'"v{found.version}"'
    return found


@OWN.put(_NOTE, "write_note", NoteOut, guarded=True)
def write_note(
    request: HttpRequest, key: UUID, stage: str, body: NoteIn, response: HttpResponse
) -> NoteOut:
    """Keep a note; an empty one is taken away. ``If-Match`` is the ``ETag`` it was begun on."""
    kept = keep_note(
        person=person_of(request), case_key=key, stage=stage, text=body.text,
        version=version_of(request), now=now(),
    )  # fmt: skip
    if kept.is_theirs:
        raise changed_in_between()
    response["ETag"] = f'"v{kept.version}"'
    return NoteOut(text=kept.text, version=kept.version)


@OWN.get("/own/searches", "searches", SearchesOut)
def list_searches(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> SearchesOut:
    """One's saved searches, each with how many cases came to fit it since it was last opened."""
    rows, after = piece_of(kept_searches(person_of(request)), cursor, limit)
    return SearchesOut(items=[_search(kept) for kept in rows], next=after)


@OWN.post("/own/searches", "save_search", SearchOut, status=201)
def keep_search(request: HttpRequest, body: SearchIn) -> Status[SearchOut]:
    """Keep a search; the same search again takes the new name."""
    wish = Wish(
        text=body.q,
        chosen={name: tuple(values) for name, values in body.chosen.items()},
        in_findings=body.in_findings,
    )
    key = once(request, lambda by, at: save_search(by, wish, name=body.name, now=at).key)
    return Status(201, _one_search(person_of(request), key))


@OWN.post("/own/searches/{uuid:key}/open", "open_search", SearchOut)
def open_search(request: HttpRequest, key: UUID) -> SearchOut:
    """What was new is new no longer."""
    person = person_of(request)
    look(person, key)
    return _one_search(person, key)


@OWN.delete("/own/searches/{uuid:key}", "remove_search")
def forget_search(request: HttpRequest, key: UUID) -> Status[None]:
    """Keep a search no longer."""
    remove_search(person_of(request), key)
    return Status(204, None)


@OWN.get("/own/notices", "notices", NoticesOut)
def list_notices(request: HttpRequest, cursor: Cursor = "") -> NoticesOut:
    """What one was told of, the newest first: codes and keys, and no words of a case."""
    page = position_of(cursor) or 1
    rows, has_more = notices_of(person_of(request), page=page)
    items = [_notice(row) for row in rows]
    return NoticesOut(items=items, next=cursor_after(page + 1) if has_more else None)


@OWN.post("/own/notices/read", "read_notices", NoticesOut)
def read_notices(request: HttpRequest, body: UntilIn) -> NoticesOut:
    """Mark as read what came until a time; what is answered is the first page as it is now."""
    person = person_of(request)
    read_all(person, shown_until=body.until, now=now())
    return list_notices(request)


@OWN.post("/own/notices/{uuid:key}/read", "read_notice", NoticeOut)
def read_one(request: HttpRequest, key: UUID) -> NoticeOut:
    """Mark one notice as read."""
    person = person_of(request)
    read_notice(person, key, now=now())
    return _notice(person.notices.get(key=key))


def _one_search(person: Person, key: UUID) -> SearchOut:
    saved = own_search(person, key)
    return next(_search(kept) for kept in kept_searches(person) if kept.saved.pk == saved.pk)


def _search(kept: Kept) -> SearchOut:
    return SearchOut(
        key=kept.saved.key,
        name=kept.saved.name,
        q=kept.wish.text,
        in_findings=kept.wish.in_findings,
        chosen={name: list(values) for name, values in kept.wish.chosen.items()},
        saved_at=kept.saved.saved_at,
        new=kept.new,
    )


def _notice(row: Notice) -> NoticeOut:
    return NoticeOut(
        key=row.key,
        kind=row.kind,
        what=row.what,
        subject=row.subject,
        at=row.at,
        read_at=row.read_at,
    )
