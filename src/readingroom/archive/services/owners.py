"""Whose a submission is: given on by editors and administrators, and noted as seen."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from readingroom.accounts.actor import Actor, key_of, may_contribute, may_edit
from readingroom.accounts.models import Person
from readingroom.archive.access import visible_submissions
from readingroom.archive.models import Study, Submission
from readingroom.archive.selectors import studies_of
from readingroom.archive.states import SubmissionState
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted


@transaction.atomic
def assign_submission(key: UUID, *, to: UUID, actor: Actor, now: datetime) -> Submission:
    """Make the person ``to`` the owner of a submission: from now on it is theirs alone to use.

    Raises:
        NotPermitted: ``actor`` is no editor.
        NotFound: there is no such submission, or it is not open to ``actor``.
        InvalidInput: ``to`` is nobody of its institution, or a learner.
    """
    if not may_edit(actor):
        raise NotPermitted("Only editors may give a submission to someone else.")
    submission = visible_submissions(actor).select_for_update().filter(key=key).first()
    if submission is None:
        raise NotFound("Nothing was received under this address, or it is not open to you.")
    person = Person.objects.filter(
        key=to, is_active=True, institution=submission.institution
    ).first()
    if person is None or not may_contribute(person):
        raise InvalidInput("Choose someone of the same institution who may write cases.")
    submission.owner, submission.seen_at = person, None
    submission.save(update_fields=["owner", "seen_at"])
    audit.record(
        "submission.assigned",
        subject=submission.key,
        actor=key_of(actor),
        at=now,
        codes={"owner": person.key},
    )
    return submission


def note_seen(submission_key: UUID, *, owner: Person, now: datetime) -> None:
    """Remember that ``owner`` has looked at what became of it."""
    Submission.objects.filter(
        key=submission_key, owner=owner, state=SubmissionState.FINISHED
    ).update(seen_at=now)


def usable_studies(actor: Actor, submission: Submission) -> QuerySet[Study]:
    """Studies that ``actor`` may make a case of together with those of a submission of theirs.

    Those that its files are in, whoever brought them first, and others of the same patients that
    came in with submissions open to ``actor``.
    """
    own = studies_of(submission)
    open_ones = Study.objects.filter(
        patient__in=own.values("patient"), submission__in=visible_submissions(actor)
    )
    return Study.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=open_ones.values("pk")))
