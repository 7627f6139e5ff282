"""Going back to an earlier revision, by making a new one that says the same."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Revision
from readingroom.cases.services.drafting import (
    find_case,
    has_unkept_words,
    keep_revision,
    open_draft,
)
from readingroom.cases.services.revise import save_revision
from readingroom.infra import audit
from readingroom.kernel.errors import NotFound, StateConflict


@transaction.atomic
def restore_revision(*, case_key: UUID, number: int, author: Person, now: datetime) -> Revision:
    """Make a new revision that says what revision ``number`` said; the newest if it says so.

    Nothing is lost: what was being written and is in no revision yet is made one first, and every
    revision stays, so that restoring the one before takes it back. Readers notice nothing.

    Raises:
        NotFound: the case is not there for ``author``, or has no such revision.
        StateConflict: what is being written can't be kept as a revision yet.
        InvalidInput: images of that revision are not in the library any more.
        InvalidCase: that revision is not right by today's rules.
    """
    case = find_case(author, case_key)
    wanted = case.revisions.filter(number=number).first()
    if wanted is None or case.draft_revision is None:
        raise NotFound("This case has no such revision.")
    if has_unkept_words(open_draft(case, now=now)):
        try:
            keep_revision(case=case, author=author, note="Kept before a restore", now=now)
        except InvalidCase:
            raise StateConflict(
                "What is being written in this case is not right yet, and would be lost. Put it "
                "right in the editor first; it says what and where."
            ) from None
        case.refresh_from_db()
    newest = case.draft_revision
    if newest.document == wanted.document:
        return newest
    revision = save_revision(
        case=case,
        document=parse_document(wanted.document),
        author=author,
        note=f"Restored from revision {number}",
        now=now,
    )
    case.refresh_from_db()
    open_draft(case, now=now)
    audit.record(
        "case.restored",
        actor=author.key,
        subject=case.key,
        at=now,
        codes={"from": number, "to": revision.number},
    )
    return revision
