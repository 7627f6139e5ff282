"""Writing cases, and having them published."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from readingroom.accounts.models import Person
from readingroom.api.answers import case_out, document_answer, person_of, tag_of
from readingroom.api.bearers import READING, WRITING
from readingroom.api.once import once
from readingroom.api.problems import ApiError
from readingroom.api.reading import now, the_case
from readingroom.api.routes import FAILURES, WRITE_FAILURES, router
from readingroom.api.shapes import (
    CaseIn,
    CaseOut,
    DraftIn,
    ProblemOut,
    PublishIn,
    RetireIn,
    ReturnIn,
    ReviewOut,
    ReviewsOut,
    SubmitIn,
)
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Visibility
from readingroom.cases.selectors.reviews import review_rows
from readingroom.cases.services.draft import draft_from_studies
from readingroom.cases.services.drafting import find_case, has_unkept_words, open_draft
from readingroom.cases.services.history import restore_revision
from readingroom.cases.services.publish import retire_case
from readingroom.cases.services.reviewing import (
    publish_submission,
    return_case,
    submit_case,
    withdraw_case,
)
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.kernel.errors import StateConflict

DOCUMENT_FAILURES = WRITE_FAILURES | {412, 428}


@router.post(
    "/cases",
    response={201: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="create",
)
def create(request: HttpRequest, body: CaseIn, response: HttpResponse) -> Status[CaseOut]:
    """Begin a private draft that says what the document says."""
    person = person_of(request)

    def do() -> UUID:
        document = parse_document(body.document)
        return create_case(document=document, owner=person, now=now()).key

    made = _done(request, person, do)
    response["Location"] = f"{request.path}/{made.key}"
    return Status(201, made)


@router.post(
    "/drafts",
    response={201: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="create_draft",
)
def create_draft(request: HttpRequest, body: DraftIn) -> Status[CaseOut]:
    """Begin a private draft of studies that were received."""
    person = person_of(request)

    def do() -> UUID:
        return draft_from_studies(body.submission, body.studies, owner=person, now=now()).key

    return Status(201, _done(request, person, do))


@router.put(
    "/cases/{uuid:key}/document",
    response={200: dict[str, Any], DOCUMENT_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="replace_document",
)
def replace_document(request: HttpRequest, key: UUID, body: CaseIn) -> HttpResponse:
    """Save the document as the next revision of the draft; readers notice nothing.

    ``If-Match`` must be the ``ETag`` of the draft that it was made from, so that nobody's words
    are written over unseen.
    """
    person, moment = person_of(request), now()
    with transaction.atomic():
        case = find_case(person, key)
        newest = case.draft_revision
        _check_match(request, tag_of(newest) if newest else "")
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


@router.post(
    "/cases/{uuid:key}/revisions/{int:number}/restore",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="restore",
)
def restore(request: HttpRequest, key: UUID, number: int) -> CaseOut:
    """Go back to a revision, by a new one."""
    person = person_of(request)

    def do() -> UUID:
        restore_revision(case_key=key, number=number, author=person, now=now())
        return key

    return _done(request, person, do)


@router.post(
    "/cases/{uuid:key}/submit",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="submit",
)
def submit(request: HttpRequest, key: UUID, body: SubmitIn) -> CaseOut:
    """Ask the editors to publish the draft as it is now."""
    person = person_of(request)

    def do() -> UUID:
        submit_case(
            case_key=key, author=person, basis=body.basis, is_clear=body.identity_cleared,
            note=body.note, now=now(),
        )  # fmt: skip
        return key

    return _done(request, person, do)


@router.post(
    "/cases/{uuid:key}/withdraw",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="withdraw",
)
def withdraw(request: HttpRequest, key: UUID) -> CaseOut:
    """Take a submission back."""
    person = person_of(request)

    def do() -> UUID:
        withdraw_case(case_key=key, author=person, now=now())
        return key

    return _done(request, person, do)


@router.get(
    "/reviews", auth=READING, response={200: ReviewsOut, FAILURES: ProblemOut},
    tags=["writing"], operation_id="reviews",
)  # fmt: skip
def list_reviews(request: HttpRequest) -> ReviewsOut:
    """What waits for an editor to decide; empty for everyone else."""
    rows = review_rows(person_of(request), now=now())
    return ReviewsOut(
        items=[
            ReviewOut(
                case=row.key,
                number=row.number,
                title=row.title,
                author=row.author,
                basis=row.basis,
                note=row.note,
                submitted_at=row.submitted_at,
                open_checks=[check.label for check in row.checks if not check.is_met],
            )
            for row in rows
        ]
    )


@router.post(
    "/cases/{uuid:key}/return",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="return_case",
)
def give_back(request: HttpRequest, key: UUID, body: ReturnIn) -> CaseOut:
    """Give a submission back to its author, with reasons."""
    person = person_of(request)

    def do() -> UUID:
        return_case(case_key=key, editor=person, reasons=body.reasons, words=body.words, now=now())
        return key

    return _done(request, person, do)


@router.post(
    "/cases/{uuid:key}/publish",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="publish",
)
def publish(request: HttpRequest, key: UUID, body: PublishIn) -> CaseOut:
    """Publish what was submitted."""
    person = person_of(request)

    def do() -> UUID:
        visibility = Visibility(body.visibility)
        publish_submission(case_key=key, editor=person, visibility=visibility, now=now())
        return key

    return _done(request, person, do)


@router.post(
    "/cases/{uuid:key}/retire",
    response={200: CaseOut, WRITE_FAILURES: ProblemOut},
    auth=WRITING,
    tags=["writing"],
    operation_id="retire",
)
def retire(request: HttpRequest, key: UUID, body: RetireIn) -> CaseOut:
    """Take a published case away from readers."""
    person = person_of(request)

    def do() -> UUID:
        retire_case(case_key=key, actor=person, because=body.because, now=now())
        return key

    return _done(request, person, do)


def _done(request: HttpRequest, person: Person, do: Callable[[], UUID]) -> CaseOut:
    """Do it once, and tell how the case stands now."""
    key = once(request, person, now(), do)
    if key is None:
        raise StateConflict("This request is being carried out. Send it again.")
    return case_out(the_case(person, key), person)


def _check_match(request: HttpRequest, tag: str) -> None:
    sent = request.headers.get("If-Match", "")
    if not sent:
        raise ApiError(
            428, "if_match_missing",
            "Send the ETag of the draft that your document was made from, as If-Match.",
        )  # fmt: skip
    if sent.strip() != tag:
        raise ApiError(
            412, "changed_in_between",
            "The draft is another one by now. Get it, put your changes into it, send it again.",
        )  # fmt: skip
