"""Published cases as the index wants them."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from readingroom.cases.access import listing_marks
from readingroom.cases.models import Case, State
from readingroom.search.entries import CaseRow, stamp_of

_AT_ONCE = 500


def published_rows(case_ids: Collection[int] | None = None) -> Iterator[CaseRow]:
    """Every published case, or those of ``case_ids`` that are."""
    cases = _published().select_related("institution", "published_revision")
    if case_ids is not None:
        cases = cases.filter(pk__in=case_ids)
    for case in cases.iterator(chunk_size=_AT_ONCE):
        if case.published_revision is not None and case.published_at is not None:
            yield CaseRow(
                case_id=case.pk,
                number=case.short_number,
                revision_id=case.published_revision.pk,
                reach=listing_marks(case),
                institution=case.institution.name if case.institution else "",
                published_at=case.published_at,
                document=case.published_revision.document,
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
