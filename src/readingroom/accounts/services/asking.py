"""Strangers who ask for an account: a link goes to their address, or a word that they have one.

Whoever asks is told the same, whether or not someone of this address is known here.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from readingroom.accounts.jobs import send_invitation
from readingroom.accounts.models import Institution, Invitation, Role
from readingroom.accounts.services.invitations import TOKEN_BYTES, check_email, rules
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import InvalidInput, StateConflict

LINK_LIFETIME: Final = timedelta(days=1)
MOST_FOR_ONE: Final = 3
MOST_FOR_ALL: Final = 200
"""Links in a day: to one address, and to all together. A library is no means to send mail by."""


class TooManyAsked(StateConflict):
    """More links were asked for than are sent in a day."""

    code = "too_many_asked"


@transaction.atomic
def ask_for_link(email: str, *, now: datetime) -> None:
    """Have a link sent to ``email``, with which its owner makes an account as a learner.

    Raises:
        StateConflict: nobody may ask here; ``TooManyAsked`` where many did today.
        InvalidInput: it is no address, or of no domain that is taken.
    """
    if not rules().takes_requests:
        raise StateConflict("Registration is not open. Ask whoever runs this library.")
    email = check_email(email)
    if not rules().takes(email):
        raise InvalidInput("People of this domain can't register by themselves.")
    asked = Invitation.objects.filter(invited_by=None, created_at__gt=now - LINK_LIFETIME)
    if asked.count() >= MOST_FOR_ALL:
        raise TooManyAsked("Many people asked today. Try again tomorrow.")
    if asked.filter(email__iexact=email).count() >= MOST_FOR_ONE:
        return  # they have three in their mail; whoever else types their address learns nothing
    made = Invitation.objects.create(
        # Nobody has this one: the job that sends the link makes the token that counts.
        token_digest=hashlib.sha256(secrets.token_bytes(TOKEN_BYTES)).hexdigest(),
        email=email,
        role=Role.LEARNER,
        institution=_institution_for(email),
        created_at=now,
        expires_at=now + LINK_LIFETIME,
    )
    enqueue_after_commit(send_invitation, invitation_key=made.key)


def _institution_for(email: str) -> Institution | None:
    code = rules().institution_code(email)
    return Institution.objects.filter(code=code).first() if code else None
