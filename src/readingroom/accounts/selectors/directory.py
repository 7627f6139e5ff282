"""Everyone who has an account, for those who run the library."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from readingroom.accounts.models import Person, Role

_STANDINGS = {"active": True, "inactive": False}


@dataclass(frozen=True)
class Wanted:
    """Whom to look for. Empty for all.

    Attributes:
        words: each must be in the name, the name to sign in with, the address or the credit line.
        role: the value of a role.
        institution: its key.
        standing: ``active`` or ``inactive``.
    """

    words: str = ""
    role: str = ""
    institution: str = ""
    standing: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether it leaves anyone out."""
        return bool(self.words.strip() or self.role or self.institution or self.standing)


def find_people(wanted: Wanted) -> QuerySet[Person]:
    """Those who fit, by name. What is no role, key or standing fits nobody."""
    found = Person.objects.filter(left_at=None).select_related("institution")
    for word in wanted.words.split()[:10]:
        found = found.filter(
            Q(username__icontains=word)
            | Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(credit_line__icontains=word)
        )
    if wanted.role:
        found = found.filter(role=wanted.role) if wanted.role in set(Role) else found.none()
    if wanted.institution:
        key = _key(wanted.institution)
        found = found.filter(institution__key=key) if key else found.none()
    if wanted.standing:
        is_active = _STANDINGS.get(wanted.standing)
        found = found.none() if is_active is None else found.filter(is_active=is_active)
    return found.order_by("username", "pk")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
