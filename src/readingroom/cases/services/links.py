"""The way back from a case to its patients: sealed lines that this machine can't read."""

from collections.abc import Iterable

from django.conf import settings

from readingroom.archive.linkfile import Link, append_links, seal
from readingroom.archive.models import Series
from readingroom.archive.places import places
from readingroom.cases.models import Case, RevisionSeries


def link_case(case: Case, shown: Iterable[Series]) -> None:
    """Note in the link file which studies a case shows, where a key for links is set.

    To be called before the revision is kept: a line too many does no harm, one too few does.

    Raises:
        Unavailable: the disk would not take it.
        InvalidInput: the key that is set is none.
    """
    if not settings.READINGROOM_LINK_KEY:
        return
    before = RevisionSeries.objects.filter(revision__case=case)
    known = set(before.values_list("series__study__study_instance_uid", flat=True))
    now = {series.study.study_instance_uid for series in shown}
    lines = [
        seal(Link(study=study, case=str(case.key)), settings.READINGROOM_LINK_KEY)
        for study in sorted(now - known)
    ]
    if lines:
        append_links(places().links, lines)
