"""What is known of a case, as it goes over the wire."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from readingroom.accounts.models import Person
from readingroom.api.shapes import CaseOut, DifferenceOut
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import editable_cases, may_revise, visible_cases
from readingroom.cases.models import Case, Revision
from readingroom.cases.selectors.history import History
from readingroom.kernel.errors import NotFound


def readable_revision(case: Case, person: Person) -> Revision | None:
    """The newest revision that ``person`` may read."""
    return case.draft_revision if may_revise(person, case) else case.published_revision


def the_case(person: Person, key: UUID, *, to_write: bool = False) -> Case:
    """The case that ``person`` may read, or write in.

    Raises:
        NotFound: there is none, or it is not open to them.
    """
    reach = editable_cases(person) if to_write else visible_cases(person)
    case = (
        reach.select_related("draft_revision", "published_revision", "institution")
        .filter(key=key)
        .first()
    )
    if case is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


def case_out(case: Case, person: Person, *, is_unread: bool = False) -> CaseOut:
    """One case, but for its document; of one that counts as unread, without its diagnosis."""
    revision = readable_revision(case, person)
    if revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    document = read_stored(revision.document)
    return CaseOut(
        key=case.key,
        number=case.short_number,
        title=document.safe_title if is_unread else document.title,
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
