"""What stays of attempts when a case is erased: the score, and nothing that tells of the case."""

from uuid import UUID

from django.db import transaction

from readingroom.infra import events
from readingroom.learning.models import Attempt, AttemptJudgement, Commit


@transaction.atomic
def detach(case_key: UUID) -> int:
    """Take the words out of all attempts at a case and untie them from it; scores stay.

    May be called any number of times.

    Returns:
        how many attempts there were.
    """
    attempts = Attempt.objects.filter(case_key=case_key)
    Commit.objects.filter(attempt__in=attempts).delete()
    AttemptJudgement.objects.filter(attempt__in=attempts).update(meant={})
    # The rows of an attempt are never changed by what people do; this is the case going.
    attempts.update(revision=None)
    return attempts.count()


def on_case_erased(event: events.CaseErased) -> None:
    """The case goes; whoever took it keeps what they scored."""
    detach(event.case_key)
