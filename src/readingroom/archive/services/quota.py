"""How much a person and an institution may have waiting in quarantine at one time."""

from typing import Final

from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.functions import Greatest

from readingroom.accounts.models import Institution, Person
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.kernel.errors import InvalidInput

GIB: Final = 1024**3
_WAITS: Final = ~Q(state__in=[ObjectState.FILED, ObjectState.REJECTED, ObjectState.DUPLICATE])

# What a browser announced, or a network sender sent so far.
_COMING: Final = Greatest("expected_bytes", "arrived_bytes")


class OverQuota(InvalidInput):
    """More would wait than one may have waiting."""

    code = "over_quota"


def check_room(owner: Person, size_bytes: int) -> None:
    """Raise ``OverQuota`` where ``size_bytes`` more would be too much in quarantine.

    What is filed, refused or a duplicate does not count.
    """
    own = _own_left(owner)
    if own is not None and size_bytes > own:
        raise OverQuota(
            f"You may have {settings.READINGROOM_QUOTA_PERSON_GIB} GiB waiting at one time. Let "
            "what you sent be filed, have held images decided, or choose fewer series."
        )
    site = _shared_left(owner.institution)
    if site is not None and size_bytes > site:
        raise OverQuota(
            f"Your institution may have {settings.READINGROOM_QUOTA_INSTITUTION_GIB} GiB waiting "
            "at one time, and that is used up. Ask your editor to decide about held images."
        )


def room_left(owner: Person | None, institution: Institution | None) -> int | None:
    """Bytes that may still come for whoever this is for, 0 at least; ``None`` for no limit."""
    shares = (_own_left(owner), _shared_left(institution))
    limits = [share for share in shares if share is not None]
    return max(0, min(limits)) if limits else None


def _own_left(owner: Person | None) -> int | None:
    own = settings.READINGROOM_QUOTA_PERSON_GIB * GIB
    if not own or owner is None:
        return None
    return own - waiting_bytes(Q(submission__owner=owner), Q(owner=owner))


def _shared_left(home: Institution | None) -> int | None:
    site = settings.READINGROOM_QUOTA_INSTITUTION_GIB * GIB
    if not site or home is None:
        return None
    return site - waiting_bytes(Q(submission__institution=home), Q(institution=home))


def waiting_bytes(of_objects: Q, of_submissions: Q) -> int:
    """Bytes in quarantine: of files that are on their way or held, and of open submissions."""
    files = QuarantinedObject.objects.filter(_WAITS, of_objects)
    uploads = Submission.objects.filter(of_submissions, state=SubmissionState.RECEIVING)
    there = files.aggregate(total=Sum("size_bytes"))["total"] or 0
    coming = uploads.aggregate(total=Sum(_COMING))["total"] or 0
    return int(there) + int(coming)
