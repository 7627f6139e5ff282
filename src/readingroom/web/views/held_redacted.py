"""A redacted copy of a held document: taken in pieces, then put in the document's place."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.archive.jobs import take_decisions
from readingroom.archive.services.decisions import UNDO_FOR
from readingroom.archive.services.hold import held_object
from readingroom.archive.services.redacted import (
    LARGEST_PIECE,
    Piece,
    keep_piece,
    look_through,
    release_redacted,
)
from readingroom.infra.jobs import enqueue_at
from readingroom.web.guarded import for_editors
from readingroom.web.jsonviews import as_json, for_people, whole_number


@for_editors("PUT", "POST")
@for_people
def redact_file(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """``PUT``: keep the body as a piece of the copy. ``POST``: release the file with the copy."""
    submission = held_object(key, person).submission_key
    if request.method == "PUT":
        return _keep(request, person, key)
    copy = look_through(key, actor=person)
    now = timezone.now()
    with transaction.atomic():
        release_redacted(key, copy, actor=person, now=now)
        enqueue_at(take_decisions, now + UNDO_FOR, submission_key=submission)
    return as_json({"decided": [str(key)], "skipped": []})


def _keep(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    piece = Piece(
        offset=whole_number(request.GET.get("offset")),
        size=whole_number(request.GET.get("size")),
        data=request.read(LARGEST_PIECE + 1),
    )
    return as_json({"received": keep_piece(key, piece, actor=person)})
