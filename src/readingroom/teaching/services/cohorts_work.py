"""What is set for a class, begun for it, and handed in: each by an act of whoever it concerns."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.infra import audit
from readingroom.kernel.errors import NotFound, StateConflict
from readingroom.learning.models import Attempt
from readingroom.learning.services.taking import askable_case, askable_revision
from readingroom.teaching.models import Cohort, Contribution, SetCase
from readingroom.teaching.selectors.cohorts import class_taught, classes_joined
from readingroom.teaching.services.analysis_batches import close_batch
from readingroom.teaching.services.cohorts_said import said_of_case
from readingroom.teaching.services.marks_counted import count_marks

_NOT_SET = "This is not set for a class of yours. Open the class again."


@transaction.atomic
def set_case(*, actor: Person, key: UUID, case_key: UUID, now: datetime) -> SetCase:
    """Set a case for a class. Setting it again changes nothing.

    Raises:
        NotFound: ``actor`` does not teach the class, may not read the case, or it is not offered
            as an unknown.
        StateConflict: the class is closed.
    """
    cohort = class_taught(actor, key)
    _check_open(cohort)
    askable_revision(askable_case(actor, case_key))
    made, is_new = SetCase.objects.get_or_create(
        cohort=cohort, case_key=case_key, defaults={"set_at": now}
    )
    if is_new:
        codes: dict[str, audit.Code] = {"case": case_key}
        audit.record("class.case_set", subject=cohort.key, actor=actor.key, at=now, codes=codes)
    return made


@transaction.atomic
def unset_case(*, actor: Person, set_key: UUID, now: datetime) -> Cohort:
    """Take back what was set, while nobody has begun it.

    Raises:
        NotFound: it is not set, or not by a class of theirs.
        StateConflict: someone has begun it.
    """
    row = SetCase.objects.select_related("cohort").filter(key=set_key).first()
    if row is None:
        raise NotFound(_NOT_SET)
    cohort = class_taught(actor, row.cohort.key)
    if Contribution.objects.filter(cohort=cohort, work=row.case_key).exists():
        raise StateConflict("Someone has begun this case, so it stays. Close the class to end it.")
    codes: dict[str, audit.Code] = {"case": row.case_key}
    row.delete()
    audit.record("class.case_unset", subject=cohort.key, actor=actor.key, at=now, codes=codes)
    return cohort


@transaction.atomic
def begin_for_class(*, actor: Person, set_key: UUID, now: datetime) -> UUID:
    """Begin a case for the class: what is said of it from now on is handed in later.

    Returns:
        the key of the case.

    Raises:
        NotFound: it is not set for a class of theirs, or the case is not open to them.
        StateConflict: the class is closed.
    """
    row = _set_for(actor, set_key)
    _check_open(row.cohort)
    askable_revision(askable_case(actor, row.case_key))
    Contribution.objects.get_or_create(
        cohort=row.cohort, work=row.case_key, person=actor, defaults={"begun_at": now}
    )
    return row.case_key


@transaction.atomic
def hand_in(*, actor: Person, set_key: UUID, now: datetime) -> Contribution:
    """Give the class the first way through the case that was finished since it was begun for it.

    Handing in twice changes nothing.

    Raises:
        NotFound: it is not set for a class of theirs.
        StateConflict: it was not begun for the class, or is not finished.
    """
    row = _set_for(actor, set_key)
    mine = Contribution.objects.filter(cohort=row.cohort, work=row.case_key, person=actor)
    contribution = mine.select_for_update().first()
    if contribution is None:
        raise StateConflict("You have not begun this case for the class. Begin it there.")
    if contribution.finished_at is None:
        attempt = finished_attempt(contribution)
        if attempt is None:
            raise StateConflict("You have not finished this case yet. Go on with it, then hand in.")
        contribution.finished_at = now
        contribution.said = said_of_case(contribution, attempt)
        contribution.score = attempt.result.outcome
        contribution.save(update_fields=["said", "score", "finished_at"])
        close_batch(row.cohort, row.case_key)
        count_marks(row.cohort, row.case_key)
    return contribution


@transaction.atomic
def take_back(*, actor: Person, set_key: UUID) -> None:
    """Say after all that a case is not taken for the class, while it is not handed in.

    Raises:
        NotFound: it is not set for a class of theirs.
    """
    row = _set_for(actor, set_key)
    mine = Contribution.objects.filter(cohort=row.cohort, work=row.case_key, person=actor)
    mine.filter(finished_at=None).delete()


def finished_attempt(contribution: Contribution) -> Attempt | None:
    """The attempt that would be handed in: the first that was finished since."""
    rows = Attempt.objects.filter(
        person=contribution.person,
        case_key=contribution.work,
        result__finished_at__gte=contribution.begun_at,
    )
    return rows.select_related("result").order_by("result__finished_at").first()


def _set_for(actor: Person, set_key: UUID) -> SetCase:
    rows = SetCase.objects.filter(key=set_key, cohort__in=classes_joined(actor))
    row = rows.select_related("cohort").first()
    if row is None:
        raise NotFound(_NOT_SET)
    return row


def _check_open(cohort: Cohort) -> None:
    if cohort.closed_at is not None:
        raise StateConflict("This class is closed. Its teacher can open it again.")
