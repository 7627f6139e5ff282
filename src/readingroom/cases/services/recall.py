"""Giving a published case back to its author; what readers have meanwhile is chosen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.cases.access import check_may_publish
from readingroom.cases.models import Case, Outcome, Review, Revision, State
from readingroom.cases.services.drafting import find_case
from readingroom.cases.services.notify import tell_author
from readingroom.cases.services.reviewing import read_reasons
from readingroom.infra import audit, events
from readingroom.kernel.errors import StateConflict


@transaction.atomic
def return_to_draft(
    *,
    case_key: UUID,
    editor: Person,
    reasons: Sequence[str],
    words: str,
    keeps_readers: bool,
    now: datetime,
) -> Review:
    """Ask the author of a published case to put it right.

    Args:
        reasons: codes of ``reviewing.REASONS``.
        keeps_readers: whether readers keep the revision they have; otherwise the case is a draft
            again, and nobody but its author and editors sees it.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution.
        StateConflict: it is not published.
        InvalidInput: no reason is given.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    known, said = read_reasons(reasons, words)
    case = _locked(case)
    if case.state != State.PUBLISHED or case.published_revision is None:
        raise StateConflict("Only a published case can be returned to its author from here.")
    review = note_recall(case, case.published_revision, editor, known, said, now)
    if not keeps_readers:
        take_from_readers(case)
    tell_author(case, News.RECALLED, now=now, but=editor)
    audit.record(
        "case.recalled", actor=editor.key, subject=case.key, at=now,
        codes={"readers": "keep" if keeps_readers else "none"},
    )  # fmt: skip
    return review


def note_recall(
    case: Case, revision: Revision, editor: Person, reasons: list[str], words: str, now: datetime
) -> Review:
    """Write down that ``revision`` was given back, by what right it had been shown, and why."""
    last = case.reviews.filter(outcome=Outcome.PUBLISHED).first()
    return Review.objects.create(
        case=case, revision=revision, author=case.owner, basis=last.basis if last else "",
        submitted_at=now, outcome=Outcome.RECALLED, decided_by=editor, decided_at=now,
        reasons=reasons, words=words,
    )  # fmt: skip


def take_from_readers(case: Case) -> None:
    """Make it a draft again, in the caller's transaction. Its revisions stay."""
    case.state, case.published_revision = State.DRAFT, None
    case.save(update_fields=["state", "published_revision"])
    case.facets.all().delete()
    events.publish(events.CaseChanged(case.key))


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner", "published_revision").get(pk=case.pk)
