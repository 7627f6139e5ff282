"""What a case is cited by, and the way from its short number to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from readingroom.accounts.actor import Actor
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import editable_cases, listed_cases, retired_cases, visible_cases
from readingroom.cases.models import Case, State, Visibility
from readingroom.kernel.errors import NotFound

_ABSENT: Final = "There is no such case, or it is not open to you."


@dataclass(frozen=True)
class Citable:
    """A published case as it is cited.

    Attributes:
        number: such as ``RR-00001``: it never changes, and is never given again.
        title: what may be read before the answer, so that a slide with it gives nothing away.
        has_short_address: whether its number leads to it. That of an unlisted case does not:
            numbers can be guessed, and it is open to whoever was given its address.
    """

    key: UUID
    number: str
    title: str
    authors: tuple[str, ...]
    institution: str
    revision: int
    at: datetime
    licence: str
    has_short_address: bool


def citable_case(actor: Actor, key: UUID) -> Citable:
    """A published case that ``actor`` may read.

    Raises:
        NotFound: there is none.
    """
    case = (
        visible_cases(actor)
        .filter(key=key, state=State.PUBLISHED)
        .select_related("owner", "institution", "published_revision")
        .first()
    )
    revision = case.published_revision if case is not None else None
    if case is None or revision is None:
        raise NotFound(_ABSENT)
    document = read_stored(revision.document)
    authors = tuple(person.name for person in document.contributors)
    return Citable(
        key=case.key,
        number=case.short_number,
        title=document.safe_title,
        authors=authors or (case.owner.display_name,),
        institution=case.institution.name if case.institution else "",
        revision=revision.number,
        at=revision.published_at or revision.created_at,
        licence=document.licence.label,
        has_short_address=case.visibility != Visibility.UNLISTED,
    )


def key_of_number(actor: Actor, number: int) -> UUID:
    """The key of the case of this number, where the library lists it to ``actor`` or it is theirs.

    A retired case is found by whoever it was listed to: its tombstone stands there.

    Raises:
        NotFound: there is none, or only one that is reached by its whole address.
    """
    reach = (listed_cases(actor), editable_cases(actor), retired_cases(actor, listed=True))
    open_to = Q(pk__in=[])
    for cases in reach:
        open_to |= Q(pk__in=cases.values("pk"))
    key = Case.objects.filter(open_to).filter(number=number).values_list("key", flat=True).first()
    if key is None:
        raise NotFound(_ABSENT)
    return key
