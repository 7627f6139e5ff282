"""Noting what changed, in the transaction that changed it."""

from readingroom.cases.models import Case, State
from readingroom.infra.events import CaseChanged, CaseErased
from readingroom.search.models import PendingCase, SavedSearch, UngatheredCase, UntoldCase

MOST_AT_ONCE = 2_000


def mark_changed(event: CaseChanged | CaseErased) -> None:
    """The index has to look at this case again."""
    case_id = Case.objects.values_list("pk", flat=True).get(key=event.case_key)
    PendingCase.objects.create(case_id=case_id)


def mark_untold(event: CaseChanged) -> None:
    """A published case is held against saved searches, once the index has it."""
    case = Case.objects.filter(key=event.case_key, state=State.PUBLISHED).first()
    if case is not None and SavedSearch.objects.exists():
        UntoldCase.objects.create(case=case)


def mark_ungathered(event: CaseChanged) -> None:
    """What the case names is written down for articles."""
    UngatheredCase.objects.create(case=Case.objects.get(key=event.case_key))


def pending_cases() -> frozenset[int]:
    """Cases that changed since they were indexed: no answer may hold them."""
    rows = PendingCase.objects.values_list("case_id", flat=True)
    return frozenset(rows[:MOST_AT_ONCE])
