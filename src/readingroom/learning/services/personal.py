"""Removing what is kept of what someone learns."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.infra import audit, events
from readingroom.learning.personal import holdings


@transaction.atomic
def remove_everything(person: Person, *, actor: Person | None, now: datetime) -> dict[str, int]:
    """Remove what may be removed of what ``person`` learns, at once or not at all.

    Args:
        actor: who asked for it; None for whoever is at the machine.

    Returns:
        how many rows went, by the name of the holding; those that were none are left out.
    """
    gone = {one.name: one.remove(person, now) for one in holdings() if one.remove is not None}
    gone = {name: count for name, count in gone.items() if count}
    audit.record(
        "learner.removed",
        subject=person.key,
        actor=actor.key if actor else None,
        at=now,
        codes={name.replace("-", "_"): count for name, count in gone.items()},
    )
    return gone


def on_person_leaving(event: events.PersonLeaving) -> None:
    """Someone deletes their account: what they learned goes with it."""
    person = Person.objects.filter(key=event.person_key).first()
    if person is not None:
        now = timezone.now()  # noqa: TID251  # an event carries no time
        remove_everything(person, actor=person, now=now)
