"""Deleting one's account: nothing is left of a person but what others stand on.

The row stays, without a name, because cases and revisions point at it; or with the credit line
alone, where its person wants to be credited. Who it was can't be told from it any more.
"""

from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from readingroom.accounts.models import (
    ApiToken,
    Invitation,
    Notice,
    NoticeChoices,
    Person,
    Role,
    SignInLink,
    WritingExport,
)
from readingroom.accounts.services.people import keep_an_administrator
from readingroom.infra import audit, events

_EMPTIED: Final = ("email", "name", "title", "orcid", "first_name", "last_name", "language")
_THEIRS: Final = (ApiToken, Notice, NoticeChoices, SignInLink, WritingExport)


@transaction.atomic
def leave(person: Person, *, keep_credit: bool, now: datetime) -> None:
    """Delete the account of ``person``; their sessions, tokens and links end at once.

    Args:
        person: who leaves.
        keep_credit: whether what they wrote keeps the line they are credited by. Lines that are
            written in a published case stay in it either way: it is a document that others cite.
        now: the time.

    Raises:
        StateConflict: they are the last administrator.
    """
    keep_an_administrator(person)
    forget_person(person, keep_credit=keep_credit, now=now)


@transaction.atomic
def forget_person(person: Person, *, keep_credit: bool, now: datetime) -> None:
    """The same without asking whether an administrator is left.

    For someone who left before, whom a backup brought back.
    """
    events.publish(events.PersonLeaving(person.key))
    for model in _THEIRS:
        model.objects.filter(person=person).delete()
    for owned in (Authenticator, SocialAccount):
        owned.objects.filter(user=person).delete()
    Invitation.objects.filter(invited_by=person, used_at=None).delete()
    credit = person.display_name if keep_credit else ""
    for name in _EMPTIED:
        setattr(person, name, "")
    person.username = f"left-{person.key.hex}"
    person.credit_line, person.time_zone, person.viewer = credit, "", {}
    person.role, person.is_active = Role.LEARNER, False
    person.left_at, person.last_login = now, None
    person.set_unusable_password()
    person.save()
    audit.record(
        "person.left", subject=person.key, at=now, codes={"credit": "kept" if keep_credit else "no"}
    )
