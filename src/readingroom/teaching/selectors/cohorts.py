"""Classes as their teachers and members see them. To all others a class is absent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from readingroom.accounts.actor import Actor, may_teach
from readingroom.accounts.models import Person
from readingroom.kernel.errors import NotFound
from readingroom.teaching.models import Cohort, Membership

_ABSENT = "There is no such class, or you are not in it. Check the address."
_NO_LINK = "This link leads to no class. Ask the teacher for the newest one."


@dataclass(frozen=True)
class Member:
    """Someone in a class, as its teachers see them."""

    person: Person
    name: str
    joined_at: datetime


@dataclass(frozen=True)
class Invitation:
    """What someone is told before they join.

    Attributes:
        teachers: who would see what they do.
        is_member: they have joined already.
        is_teacher: they teach it, and can't be among those they look at.
    """

    cohort: Cohort
    teachers: tuple[str, ...]
    is_member: bool
    is_teacher: bool


def classes_taught(actor: Actor) -> QuerySet[Cohort]:
    """Classes whose figures ``actor`` may see: those they teach, for as long as they may teach."""
    if not isinstance(actor, Person) or not may_teach(actor):
        return Cohort.objects.none()
    return Cohort.objects.filter(Q(teacher=actor) | Q(co_teachers=actor)).distinct()


def classes_joined(actor: Actor) -> QuerySet[Cohort]:
    """Classes that ``actor`` is a member of."""
    if not isinstance(actor, Person):
        return Cohort.objects.none()
    return Cohort.objects.filter(memberships__person=actor)


def with_counts(classes: QuerySet[Cohort]) -> Sequence[Cohort]:
    """The same, the open ones first, each with ``member_count``."""
    counted = classes.annotate(member_count=Count("memberships", distinct=True))
    return sorted(counted, key=lambda one: (one.closed_at is not None, one.name.casefold()))


def class_taught(actor: Actor, key: UUID) -> Cohort:
    """A class that ``actor`` teaches.

    Raises:
        NotFound: there is none, or they don't teach it.
    """
    return _the(classes_taught(actor).filter(key=key))


def class_joined(actor: Actor, key: UUID) -> Cohort:
    """A class that ``actor`` belongs to.

    Raises:
        NotFound: there is none, or they don't belong to it.
    """
    return _the(classes_joined(actor).filter(key=key))


def invitation(actor: Actor, code: UUID) -> Invitation:
    """The class that a link leads to.

    Raises:
        NotFound: the code is none, or was made anew since; or the class is closed.
    """
    cohort = Cohort.objects.filter(join_code=code.hex, closed_at=None).first()
    if cohort is None or not isinstance(actor, Person):
        raise NotFound(_NO_LINK)
    return Invitation(
        cohort=cohort,
        teachers=teacher_names(cohort),
        is_member=cohort.memberships.filter(person=actor).exists(),
        is_teacher=is_teacher_of(actor, cohort),
    )


def teachers_of(cohort: Cohort) -> tuple[Person, ...]:
    """Who may see what the members do: the teacher first, and only those who may teach now."""
    first = [cohort.teacher] if cohort.teacher else []
    everyone = [*first, *cohort.co_teachers.order_by("username")]
    return tuple(one for one in everyone if may_teach(one) and one.is_active)


def teacher_names(cohort: Cohort) -> tuple[str, ...]:
    """The same by name."""
    return tuple(one.display_name for one in teachers_of(cohort))


def is_teacher_of(actor: Actor, cohort: Cohort) -> bool:
    """Whether ``actor`` is a teacher of the class, now or again when they may teach."""
    if not isinstance(actor, Person):
        return False
    return actor.pk == cohort.teacher_id or cohort.co_teachers.filter(pk=actor.pk).exists()


def members_of(cohort: Cohort) -> tuple[Member, ...]:
    """Everyone in the class, by name."""
    rows = Membership.objects.filter(cohort=cohort).select_related("person")
    found = (Member(row.person, row.person.display_name, row.joined_at) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person.pk)))


def _the(found: QuerySet[Cohort]) -> Cohort:
    cohort = found.select_related("teacher").first()
    if cohort is None:
        raise NotFound(_ABSENT)
    return cohort
