"""Cases kept within reach, and cases that count as unread again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, CaseOpening
from readingroom.kernel.errors import NotFound
from readingroom.learning.models import Favourite


def readable_case(person: Person, case_key: UUID) -> Case:
    """The case, if ``person`` may read it.

    Raises:
        NotFound: there is none for them.
    """
    case = visible_cases(person).filter(key=case_key).first()
    if case is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


@transaction.atomic
def set_favourite(*, person: Person, case_key: UUID, is_wanted: bool, now: datetime) -> None:
    """Star a case, or take the star back. Sending the same again changes nothing.

    A star may be taken off a case that is no longer readable.

    Raises:
        NotFound: there is no such case for them to star.
    """
    if is_wanted:
        case = readable_case(person, case_key)
        Favourite.objects.get_or_create(person=person, case=case, defaults={"made_at": now})
        return
    gone, _ = Favourite.objects.filter(person=person, case__key=case_key).delete()
    if not gone:
        readable_case(person, case_key)


@transaction.atomic
def mark_unread(*, person: Person, case_key: UUID) -> None:
    """As if never opened: the library keeps the answer back again. Attempts stay.

    Raises:
        NotFound: there is no such case for them.
    """
    case = readable_case(person, case_key)
    CaseOpening.objects.filter(person=person, case=case).delete()
