"""The cases of someone who leaves: they stay, with the editors of their institution."""

from datetime import datetime

from django.db import transaction

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Submission
from readingroom.cases.models import Case, CaseOpening
from readingroom.infra import audit
from readingroom.kernel.errors import StateConflict


@transaction.atomic
def hand_over_cases(person: Person, *, now: datetime) -> int:
    """See to it that somebody may go on with each case of ``person``; how many there are.

    Editors of a case's institution may write in it as its author may, so that those need nothing.
    What belongs to no institution would be nobody's: it passes to an administrator, with the
    images that were sent in for it. What they read is forgotten.

    Raises:
        StateConflict: there is no administrator to take it.
    """
    cases = Case.objects.filter(owner=person)
    count, homeless = cases.count(), cases.filter(institution=None)
    if homeless.exists():
        heir = (
            Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
            .exclude(pk=person.pk)
            .order_by("pk")
            .first()
        )
        if heir is None:
            raise StateConflict("There is no administrator who could take your cases over.")
        Submission.objects.filter(owner=person, institution=None).update(owner=heir)
        homeless.update(owner=heir)
    CaseOpening.objects.filter(person=person).delete()
    audit.record("cases.handed_over", subject=person.key, at=now, codes={"cases": count})
    return count
