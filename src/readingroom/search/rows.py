"""Published cases as the index wants them."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from readingroom.cases.access import listing_marks
from readingroom.cases.models import Case, State
from readingroom.search.entries import CaseRow, StoredCase, stamp_of

_AT_ONCE = 500


def published_rows(case_ids: Collection[int] | None = None) -> Iterator[CaseRow]:
    """Every published case, or those of ``case_ids`` that are."""
    return (case.read() for case in stored_cases(case_ids))


def stored_cases(case_ids: Collection[int] | None = None) -> Iterator[StoredCase]:
    """The same with their documents not read yet."""
    cases = _published().filter(published_revision__isnull=False, published_at__isnull=False)
    cases = cases.select_related("institution").annotate(
        text=Cast("published_revision__document", TextField())
    )
    if case_ids is not None:
        cases = cases.filter(pk__in=case_ids)
    for case in cases.iterator(chunk_size=_AT_ONCE):
        if case.published_revision_id is not None and case.published_at is not None:
            yield StoredCase(
                case_id=case.pk,
                number=case.short_number,
                revision_id=case.published_revision_id,
                reach=listing_marks(case),
                institution=case.institution.name if case.institution else "",
                published_at=case.published_at,
                text=case.text,
            )


def published_stamps() -> dict[int, int]:
    """The stamp that every published case should have in the index."""
    cases = _published().only(
        "state", "visibility", "owner_id", "institution_id", "published_revision_id"
    )
    return {
        case.pk: stamp_of(case.pk, case.published_revision_id or 0, listing_marks(case))
        for case in cases.iterator(chunk_size=_AT_ONCE)
    }


def _published() -> QuerySet[Case]:
    return Case.objects.filter(state=State.PUBLISHED).order_by("pk")
