"""A new password for whoever forgot theirs: by a link to the address that the library knows.

Whoever asks is told the same, whether or not someone of this address is known here. The link ends
after an hour, with the next password, and with the next sign-in: it is made of these.
"""

from datetime import datetime, timedelta
from typing import Final

from allauth.socialaccount.models import SocialAccount
from axes.utils import reset as forget_attempts
from django.db import transaction

from readingroom.accounts.jobs import send_reset_link
from readingroom.accounts.lockout import attempted_name
from readingroom.accounts.models import Person, SignInLink
from readingroom.accounts.reset_tokens import holds_for, key_in
from readingroom.accounts.services.passwords import check_password_fits
from readingroom.infra import audit
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import NotFound

MOST_IN_A_DAY: Final = 3
_ASKED: Final = "person.password_asked"
_ENDED: Final = "This link was used, or its time is over. Ask for a new one."


@transaction.atomic
def ask_for_reset(email: str, *, now: datetime) -> None:
    """Have a link sent to each who signs in with a password and reads mail at ``email``.

    At most three a day to each, whoever asks for them.
    """
    known = Person.objects.filter(email__iexact=email.strip(), is_active=True).exclude(email="")
    for person in known:
        if _may_have_one(person, now):
            audit.record(_ASKED, subject=person.key, at=now)
            enqueue_after_commit(send_reset_link, person_key=person.key)


@transaction.atomic
def find_person(token: str) -> Person:
    """Whose password a link sets.

    Raises:
        NotFound: unknown, used or over; which of them is not said.
    """
    key = key_in(token)
    rows = Person.objects.select_for_update().filter(is_active=True)
    person = rows.filter(key=key).first() if key else None
    if person is None or not holds_for(person, token):
        raise NotFound(_ENDED)
    return person


@transaction.atomic
def choose_password(token: str, password: str, *, now: datetime) -> Person:
    """Use a link up: from now on this password holds, and whoever is signed in is so no more.

    Raises:
        NotFound: the link opens nothing.
        WeakPassword: others would guess it; the link still opens.
    """
    person = find_person(token)
    check_password_fits(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    SignInLink.objects.filter(person=person, used_at=None).delete()
    forget_attempts(username=attempted_name(None, {"username": person.username}))
    audit.record("person.password_reset", subject=person.key, at=now)
    return person


def _may_have_one(person: Person, now: datetime) -> bool:
    """Not whom an institution vouches for: it says who comes in, and when no more."""
    if not person.has_usable_password() and SocialAccount.objects.filter(user=person).exists():
        return False
    asked = AuditRecord.objects.filter(
        action=_ASKED, subject=str(person.key), at__gt=now - timedelta(days=1)
    )
    return asked.count() < MOST_IN_A_DAY
