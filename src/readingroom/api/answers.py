"""What is known of a case, as it goes over the wire."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from readingroom.accounts.models import Person
from readingroom.api.shapes import CaseOut, DifferenceOut
from readingroom.casefile.validation import parse_document
from readingroom.cases.access import may_revise
from readingroom.cases.models import Case, Revision
from readingroom.cases.selectors.history import History
from readingroom.kernel.errors import NotFound


def person_of(request: HttpRequest) -> Person:
    """Whom the token speaks for."""
    person = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    if not isinstance(person, Person):
        raise NotFound("There is nobody behind this token.")
    return person


def readable_revision(case: Case, person: Person) -> Revision | None:
    """The newest revision that ``person`` may read."""
    return case.draft_revision if may_revise(person, case) else case.published_revision


def case_out(case: Case, person: Person) -> CaseOut:
    """One case, but for its document."""
    revision = readable_revision(case, person)
    if revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    document = parse_document(revision.document)
    return CaseOut(
        key=case.key,
        number=case.short_number,
        title=document.title,
        unknown_title=document.safe_title,
        state=case.state,
        visibility=case.visibility,
        is_own=case.owner_id == person.pk,
        revision=revision.number,
        published_at=case.published_at,
        url=reverse("web:case", args=[case.key]),
    )


def tag_of(revision: Revision) -> str:
    """The ``ETag`` of a revision's document."""
    return f'"r{revision.number}"'


def document_answer(revision: Revision) -> HttpResponse:
    """A document as it is stored."""
    answer = HttpResponse(json.dumps(revision.document), content_type="application/json")
    answer["ETag"] = tag_of(revision)
    return answer


def changes_of(history: History) -> DifferenceOut:
    """The difference that was asked for."""
    told = history.comparison
    if told is None:
        raise NotFound("This case has no such revision.")
    sentences = [change.sentence for change in told.changes]
    return DifferenceOut(old=told.old, new=told.new, changes=sentences)
