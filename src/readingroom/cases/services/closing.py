"""Closing cases to people for as long as an exam that asks them is open."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.cases.models import Closure


@transaction.atomic
def close_cases(
    *,
    source: UUID,
    cases: Collection[int],
    people: Collection[int],
    since: datetime,
    until: datetime,
) -> None:
    """Have ``source`` close these cases to these people, and nothing else any more.

    May be called again whenever cases, people or times have changed.

    Args:
        source: the key of what closes them.
        cases: primary keys of cases.
        people: primary keys of persons.
        since: the moment from which they are closed, aware.
        until: the moment from which they are open again, aware and later than ``since``.
    """
    open_cases(source=source)
    Closure.objects.bulk_create(
        Closure(case_id=case, person_id=person, source=source, since=since, until=until)
        for case in sorted(set(cases))
        for person in sorted(set(people))
    )


def open_cases(*, source: UUID) -> None:
    """Take away all that ``source`` closed."""
    Closure.objects.filter(source=source).delete()
