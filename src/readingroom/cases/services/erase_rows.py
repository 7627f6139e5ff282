"""Which images go with a case that is erased, and the going of its rows."""

import json
import re
from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from readingroom.archive.models import Series, Study
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.cases.access import usable_series
from readingroom.cases.models import Case, Draft, RevisionSeries, State

_SHOWN: Final = re.compile(rf'"{re.escape(LIBRARY_PREFIX)}([0-9.]{{1,64}})"')
_AT_ONCE: Final = 50


def studies_of_case(case: Case) -> QuerySet[Study]:
    """Studies that any revision of ``case`` shows, or its working copy."""
    shown = RevisionSeries.objects.filter(revision__case=case).values("series")
    return Study.objects.filter(
        Q(series__in=shown) | Q(series__in=_in_working_copy(case).values("pk"))
    ).distinct()


def series_to_destroy(case: Case) -> list[Series]:
    """All series of the case's studies, but for those that another case shows or is to show."""
    candidates = Series.objects.filter(study__in=studies_of_case(case).values("pk"))
    return list(_unused(candidates, but=case))


def unused_series(candidates: QuerySet[Series]) -> list[Series]:
    """Those that no case shows, and none is to show."""
    return list(_unused(candidates, but=None))


def delete_case(case: Case) -> None:
    """Delete every row of ``case``, in the caller's transaction."""
    Case.objects.filter(pk=case.pk).update(
        state=State.DRAFT, draft_revision=None, published_revision=None
    )
    Draft.objects.filter(case=case).delete()
    Case.objects.get(pk=case.pk).delete()


def _unused(candidates: QuerySet[Series], *, but: Case | None) -> Iterable[Series]:
    shown = RevisionSeries.objects.filter(series__in=candidates.values("pk"))
    drafts = Draft.objects.all()
    if but is not None:
        shown, drafts = shown.exclude(revision__case=but), drafts.exclude(case=but)
    left = candidates.exclude(pk__in=shown.values("series")).select_related("study")
    rows = list(left.order_by("pk"))
    written = _named_in(drafts, [row.series_instance_uid for row in rows])
    return [row for row in rows if row.series_instance_uid not in written]


def _in_working_copy(case: Case) -> QuerySet[Series]:
    """Series in the working copy that the case may show: a UID typed in by hand erases nothing."""
    draft = Draft.objects.filter(case=case).first()
    named = _uids_in(json.dumps(draft.copy)) if draft else set()
    return usable_series(case, case.owner).filter(series_instance_uid__in=named)


def _named_in(drafts: QuerySet[Draft], uids: Collection[str]) -> set[str]:
    """Those of ``uids`` that a working copy shows, though no revision may yet."""
    told = drafts.annotate(text=Cast("copy", TextField()))
    found: set[str] = set()
    wanted = sorted(uids)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        query = Q()
        for uid in part:
            query |= Q(text__contains=f"{LIBRARY_PREFIX}{uid}")
        for text in told.filter(query).values_list("text", flat=True):
            found |= _uids_in(text) & set(part)
    return found


def _uids_in(text: str) -> set[str]:
    return set(_SHOWN.findall(text))
