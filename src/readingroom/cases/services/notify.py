"""Who is told of what happens to a case."""

from datetime import datetime

from readingroom.accounts.models import Person, Role
from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.cases.models import Case


def tell_author(case: Case, news: News, *, now: datetime, but: Person | None = None) -> None:
    """Tell whoever the case belongs to."""
    tell([case.owner], news, subject=case.key, now=now, but=but)


def tell_editors(case: Case, news: News, *, now: datetime, but: Person | None = None) -> None:
    """Tell the editors of its institution; where it has none, the library's administrators."""
    tell(editors_of(case), news, subject=case.key, now=now, but=but)


def tell_administrators(case: Case, news: News, *, now: datetime) -> None:
    """Tell the administrators of its institution, or of the library where it has none."""
    found = [one for one in editors_of(case) if one.role == Role.ADMINISTRATOR]
    tell(found or _administrators(), news, subject=case.key, now=now)


def editors_of(case: Case) -> list[Person]:
    """Whoever may judge the case; never nobody, as long as the library has an administrator."""
    rows = Person.objects.filter(
        is_active=True,
        institution=case.institution_id,
        institution__isnull=False,
        role__in=[Role.EDITOR, Role.ADMINISTRATOR],
    )
    return list(rows) or _administrators()


def _administrators() -> list[Person]:
    return list(Person.objects.filter(is_active=True, role=Role.ADMINISTRATOR))
