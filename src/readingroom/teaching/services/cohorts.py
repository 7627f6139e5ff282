"""Classes: made, named, closed; joined with consent, and left."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from readingroom.accounts.actor import Actor, may_teach, shares_institution
from readingroom.accounts.models import Person
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.learning.answers import tidy
from readingroom.teaching.models import Cohort, Contribution, Membership
from readingroom.teaching.selectors.cohorts import (
    class_joined,
    class_taught,
    invitation,
    is_teacher_of,
)
from readingroom.teaching.services.closures import sync_closures

CONSENT: Final = "2026-12"
"""The wording of who sees what that is agreed to now; another wording gets another name."""


@transaction.atomic
def make_class(*, actor: Actor, name: str, now: datetime) -> Cohort:
    """Make a class, with a link to join it.

    Raises:
        NotPermitted: ``actor`` may not teach.
        InvalidInput: it has no name.
    """
    if not isinstance(actor, Person) or not may_teach(actor):
        raise NotPermitted("Only teachers make classes. Ask an administrator for the role.")
    cohort = Cohort.objects.create(
        name=_named(name),
        teacher=actor,
        institution=actor.institution,
        join_code=uuid4().hex,
        made_at=now,
    )
    audit.record("class.made", subject=cohort.key, actor=actor.key, at=now)
    return cohort


@transaction.atomic
def rename_class(*, actor: Actor, key: UUID, name: str) -> None:
    """Call a class something else.

    Raises:
        NotFound: ``actor`` does not teach it.
        InvalidInput: it has no name.
    """
    cohort = class_taught(actor, key)
    cohort.name = _named(name)
    cohort.save(update_fields=["name"])


@transaction.atomic
def close_class(*, actor: Person, key: UUID, is_closed: bool, now: datetime) -> None:
    """Close a class, or open it again: in a closed one nobody joins and nothing is begun.

    Raises:
        NotFound: ``actor`` does not teach it.
    """
    cohort = class_taught(actor, key)
    if (cohort.closed_at is not None) == is_closed:
        return
    cohort.closed_at = now if is_closed else None
    cohort.save(update_fields=["closed_at"])
    action = "class.closed" if is_closed else "class.reopened"
    audit.record(action, subject=cohort.key, actor=actor.key, at=now)


@transaction.atomic
def renew_link(*, actor: Person, key: UUID, now: datetime) -> None:
    """Make the link to join anew; the one before leads nowhere from now on.

    Raises:
        NotFound: ``actor`` does not teach it.
    """
    cohort = class_taught(actor, key)
    cohort.join_code = uuid4().hex
    cohort.save(update_fields=["join_code"])
    audit.record("class.link_renewed", subject=cohort.key, actor=actor.key, at=now)


@transaction.atomic
def join_class(*, actor: Actor, code: UUID, agrees: bool, now: datetime) -> Cohort:
    """Join a class, having agreed to who sees what. Joining twice changes nothing.

    Raises:
        NotFound: the link leads to no class.
        InvalidInput: they did not agree.
        StateConflict: they teach it.
    """
    invited = invitation(actor, code)
    if not isinstance(actor, Person) or invited.is_teacher:
        raise StateConflict("You teach this class. Members are those whose work you look at.")
    if not agrees:
        raise InvalidInput("Tick the box if you agree. Without it you can't join; nothing else is.")
    _, is_new = Membership.objects.get_or_create(
        cohort=invited.cohort, person=actor, defaults={"joined_at": now, "agreed_to": CONSENT}
    )
    if is_new:
        codes: dict[str, audit.Code] = {"consent": CONSENT}
        audit.record(
            "class.joined", subject=invited.cohort.key, actor=actor.key, at=now, codes=codes
        )
        # A candidate from now on: the cases of its exams close to them too.
        for playlist in invited.cohort.playlists.filter(removed_at=None):
            sync_closures(playlist, now=now)
    return invited.cohort


@transaction.atomic
def agree_anew(*, actor: Person, key: UUID, now: datetime) -> Cohort:
    """Agree to who sees what as it is worded now. Agreeing twice changes nothing.

    Raises:
        NotFound: they don't belong to the class.
    """
    cohort = class_joined(actor, key)
    rows = Membership.objects.filter(cohort=cohort, person=actor).exclude(agreed_to=CONSENT)
    if rows.update(agreed_to=CONSENT):
        codes: dict[str, audit.Code] = {"consent": CONSENT}
        audit.record("class.agreed", subject=cohort.key, actor=actor.key, at=now, codes=codes)
    return cohort


@transaction.atomic
def leave_class(*, actor: Person, key: UUID, now: datetime) -> None:
    """Leave: from now on its teachers see nothing of them by name.

    Raises:
        NotFound: they are not in it.
    """
    cohort = class_joined(actor, key)
    _end_membership(cohort, actor)
    audit.record("class.left", subject=cohort.key, actor=actor.key, at=now)


@transaction.atomic
def remove_member(*, actor: Person, key: UUID, member: UUID, now: datetime) -> None:
    """Take someone out of a class. Whoever is gone already stays so.

    Raises:
        NotFound: ``actor`` does not teach it.
    """
    cohort = class_taught(actor, key)
    person = cohort.members.filter(key=member).first()
    if person is None:
        return
    _end_membership(cohort, person)
    codes: dict[str, audit.Code] = {"member": person.key}
    audit.record("class.removed", subject=cohort.key, actor=actor.key, at=now, codes=codes)


@transaction.atomic
def add_teacher(*, actor: Person, key: UUID, username: str, now: datetime) -> None:
    """Have someone else teach the class too, and see what its members agreed to show.

    Raises:
        NotFound: ``actor`` does not teach it, or nobody who may teach is called so.
        StateConflict: they are a member of it.
    """
    cohort = class_taught(actor, key)
    other = Person.objects.filter(username__iexact=username.strip(), is_active=True).first()
    is_near = other is not None and shares_institution(other, actor.institution_id)
    if other is None or not may_teach(other) or not is_near:
        raise NotFound(
            "No teacher of your institution signs in by this name. Check it, or ask an "
            "administrator to give them the role."
        )
    if cohort.memberships.filter(person=other).exists():
        raise StateConflict("They are a member of this class. They must leave it before.")
    if not is_teacher_of(other, cohort):
        cohort.co_teachers.add(other)
        codes: dict[str, audit.Code] = {"teacher": other.key}
        audit.record(
            "class.teacher_added", subject=cohort.key, actor=actor.key, at=now, codes=codes
        )


@transaction.atomic
def remove_teacher(*, actor: Person, key: UUID, teacher: UUID, now: datetime) -> None:
    """Have someone teach the class no longer; whoever made it stays.

    Raises:
        NotFound: ``actor`` does not teach it.
    """
    cohort = class_taught(actor, key)
    other = cohort.co_teachers.filter(key=teacher).first()
    if other is not None:
        cohort.co_teachers.remove(other)
        codes: dict[str, audit.Code] = {"teacher": other.key}
        audit.record(
            "class.teacher_removed", subject=cohort.key, actor=actor.key, at=now, codes=codes
        )


def _end_membership(cohort: Cohort, person: Person) -> None:
    """What waits for the figures goes; what is in them stays, where nobody sees whose it is."""
    Membership.objects.filter(cohort=cohort, person=person).delete()
    Contribution.objects.filter(cohort=cohort, person=person, batch=None).delete()


def _named(name: str) -> str:
    found = tidy(name)
    if not found:
        raise InvalidInput("Give the class a name, such as the rotation and the year.")
    return found
