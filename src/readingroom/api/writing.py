"""Writing cases, as far as their editors."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from readingroom.accounts.models import Person
from readingroom.api.answers import case_out, document_answer, tag_of, the_case
from readingroom.api.asking import check_match, now, person_of
from readingroom.api.once import once
from readingroom.api.routes import CASES
from readingroom.api.shapes import CaseIn, CaseOut, DraftIn, SubmitIn, WaitIn
from readingroom.casefile.validation import parse_document
from readingroom.cases.jobs import remind_of_pathology
from readingroom.cases.services.draft import draft_from_studies
from readingroom.cases.services.drafting import find_case, has_unkept_words, open_draft
from readingroom.cases.services.history import restore_revision
from readingroom.cases.services.pathology_wait import end_wait, wait_for_pathology
from readingroom.cases.services.reviewing import submit_case, withdraw_case
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.infra.jobs import enqueue_at
from readingroom.kernel.errors import StateConflict


@CASES.post("/cases", "create", CaseOut, status=201)
def create(request: HttpRequest, body: CaseIn, response: HttpResponse) -> Status[CaseOut]:
    """Begin a private draft that says what the document says."""

    def do(author: Person, at: datetime) -> UUID:
        document = parse_document(body.document)
        return create_case(document=document, owner=author, now=at).key

    made = told(request, once(request, do))
    response["Location"] = f"{request.path}/{made.key}"
    return Status(201, made)


@CASES.post("/drafts", "create_draft", CaseOut, status=201)
def create_draft(request: HttpRequest, body: DraftIn) -> Status[CaseOut]:
    """Begin a private draft of studies that were received."""

    def do(author: Person, at: datetime) -> UUID:
        return draft_from_studies(body.submission, body.studies, owner=author, now=at).key

    return Status(201, told(request, once(request, do)))


@CASES.put("/cases/{uuid:key}/document", "replace_document", dict[str, Any], guarded=True)
def replace_document(request: HttpRequest, key: UUID, body: CaseIn) -> HttpResponse:
    """Save the document as the next revision of the draft; readers notice nothing.

    ``If-Match`` must be the ``ETag`` of the draft that it was made from, so that nobody's words
    are written over unseen.
    """
    person, moment = person_of(request), now()
    with transaction.atomic():
        case = find_case(person, key)
        newest = case.draft_revision
        check_match(request, tag_of(newest) if newest else "")
        if has_unkept_words(open_draft(case, now=moment)):
            raise StateConflict(
                "Someone is writing in this case in a browser. What they wrote has to be submitted "
                "or taken back first."
            )
        document = parse_document(body.document)
        revision = save_revision(
            case=case, document=document, author=person, note="Sent by a program", now=moment
        )
    return document_answer(revision)


@CASES.post("/cases/{uuid:key}/revisions/{int:number}/restore", "restore", CaseOut)
def restore(request: HttpRequest, key: UUID, number: int) -> CaseOut:
    """Go back to a revision, by a new one."""
    return on_case(
        request,
        key,
        lambda by, at: restore_revision(case_key=key, number=number, author=by, now=at),
    )


@CASES.post("/cases/{uuid:key}/submit", "submit", CaseOut)
def submit(request: HttpRequest, key: UUID, body: SubmitIn) -> CaseOut:
    """Ask the editors to publish the draft as it is now."""
    return on_case(
        request,
        key,
        lambda by, at: submit_case(
            case_key=key, author=by, basis=body.basis, is_clear=body.identity_cleared,
            note=body.note, now=at,
        ),
    )  # fmt: skip


@CASES.post("/cases/{uuid:key}/withdraw", "withdraw", CaseOut)
def withdraw(request: HttpRequest, key: UUID) -> CaseOut:
    """Take a submission back."""
    return on_case(request, key, lambda by, at: withdraw_case(case_key=key, author=by, now=at))


@CASES.put("/cases/{uuid:key}/waiting", "wait_for_pathology", CaseOut)
def wait(request: HttpRequest, key: UUID, body: WaitIn) -> CaseOut:
    """Have the author of a draft reminded that it waits for pathology."""
    person = person_of(request)
    with transaction.atomic():
        made = wait_for_pathology(
            case_key=key, author=person, remind_at=body.remind_at, every_days=body.every_days,
            now=now(),
        )  # fmt: skip
        enqueue_at(remind_of_pathology, made.remind_at)
    return told(request, key)


@CASES.delete("/cases/{uuid:key}/waiting", "end_wait_for_pathology")
def stop_waiting(request: HttpRequest, key: UUID) -> Status[None]:
    """Pathology has come, or nobody waits for it any more."""
    end_wait(case_key=key, author=person_of(request))
    return Status(204, None)


def on_case(request: HttpRequest, key: UUID, act: Callable[[Person, datetime], object]) -> CaseOut:
    """Do it to a case once, and tell how the case stands now."""

    def do(person: Person, at: datetime) -> UUID:
        act(person, at)
        return key

    return told(request, once(request, do))


def told(request: HttpRequest, key: UUID) -> CaseOut:
    """How a case stands, to whoever asks."""
    person = person_of(request)
    return case_out(the_case(person, key), person)
