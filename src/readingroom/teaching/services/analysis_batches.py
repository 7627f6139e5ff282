"""Who enters the figures of a class, and with whom: five and more at a time, once and for all."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from readingroom.assessment.groups import MIN_OTHERS
from readingroom.teaching.models import Cohort, Contribution


@transaction.atomic
def close_batch(cohort: Cohort, work: UUID) -> int:
    """Let those enter who have finished and wait, if they are five or more.

    Whoever looks before and after sees figures that differ by five people or more, and never by
    one: see ``assessment.release``.

    Returns:
        how many entered.
    """
    # From here to the end of the transaction nobody else closes a batch of this class.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    of_work = Contribution.objects.filter(cohort=cohort, work=work)
    waiting = list(of_work.filter(batch=None, finished_at__isnull=False).values_list("pk"))
    if len(waiting) < MIN_OTHERS:
        return 0
    last = of_work.aggregate(last=Max("batch"))["last"] or 0
    return Contribution.objects.filter(pk__in=[pk for (pk,) in waiting]).update(batch=last + 1)
