"""What stays of attempts and answers when a case is erased: scores, and no word of the case."""

from uuid import UUID

from django.db import transaction

from readingroom.infra import events
from readingroom.learning.models import Attempt, AttemptJudgement, Commit, ItemAnswer, ItemJudgement


@transaction.atomic
def detach(case_key: UUID) -> int:
    """Take the words out of all attempts and answers and untie them from the case; scores stay.

    May be called any number of times.

    Returns:
        how many attempts there were.
    """
    attempts = Attempt.objects.filter(case_key=case_key)
    Commit.objects.filter(attempt__in=attempts).delete()
    AttemptJudgement.objects.filter(attempt__in=attempts).update(meant={})
    answers = ItemAnswer.objects.filter(case_key=case_key)
    ItemJudgement.objects.filter(answer__in=answers).update(met=[])
    answers.update(revision=None, given={}, detail={})
    # The rows of an attempt are never changed by what people do; this is the case going.
    attempts.update(revision=None)
    return attempts.count()


def on_case_erased(event: events.CaseErased) -> None:
    """The case goes; whoever took it keeps what they scored."""
    detach(event.case_key)
