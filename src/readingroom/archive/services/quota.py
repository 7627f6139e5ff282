"""How much a person and an institution may have waiting in quarantine at one time."""

from typing import Final

from django.conf import settings
from django.db.models import Q, Sum

from readingroom.accounts.models import Person
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.kernel.errors import InvalidInput

GIB: Final = 1024**3
_WAITS: Final = ~Q(state__in=[ObjectState.FILED, ObjectState.REJECTED, ObjectState.DUPLICATE])


class OverQuota(InvalidInput):
    """More would wait than one may have waiting."""

    code = "over_quota"


def check_room(owner: Person, size_bytes: int) -> None:
    """Raise ``OverQuota`` where ``size_bytes`` more would be too much in quarantine.

    What is filed, refused or a duplicate does not count.
    """
    own = settings.READINGROOM_QUOTA_PERSON_GIB * GIB
    if own and waiting_bytes(Q(submission__owner=owner), Q(owner=owner)) + size_bytes > own:
        raise OverQuota(
            f"You may have {settings.READINGROOM_QUOTA_PERSON_GIB} GiB waiting at one time. Let "
            "what you sent be filed, have held images decided, or choose fewer series."
        )
    site = settings.READINGROOM_QUOTA_INSTITUTION_GIB * GIB
    home = owner.institution_id
    if not site or home is None:
        return
    used = waiting_bytes(Q(submission__institution_id=home), Q(institution_id=home))
    if used + size_bytes > site:
        raise OverQuota(
            f"Your institution may have {settings.READINGROOM_QUOTA_INSTITUTION_GIB} GiB waiting "
            "at one time, and that is used up. Ask your editor to decide about held images."
        )


def waiting_bytes(of_objects: Q, of_submissions: Q) -> int:
    """Bytes in quarantine: of files that are on their way or held, and of open uploads."""
    files = QuarantinedObject.objects.filter(_WAITS, of_objects)
    uploads = Submission.objects.filter(of_submissions, state=SubmissionState.RECEIVING)
    there = files.aggregate(total=Sum("size_bytes"))["total"] or 0
    coming = uploads.aggregate(total=Sum("expected_bytes"))["total"] or 0
    return int(there) + int(coming)
