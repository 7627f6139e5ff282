"""Signing in by a link that works once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from readingroom.accounts.models import Person, SignInLink
from readingroom.kernel.errors import NotFound

LIFETIME = timedelta(minutes=15)
TOKEN_BYTES = 32


def issue(person: Person, *, now: datetime) -> str:
    """Make a link for ``person`` and return its token; earlier unused links of theirs end.

    The token is shown once and kept as a digest only.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        SignInLink.objects.filter(person=person, used_at=None).delete()
        SignInLink.objects.create(
            token_digest=_digest(token),
            person=person,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    return token


def is_open(token: str, *, now: datetime) -> bool:
    """Whether ``redeem`` would accept ``token`` now."""
    return SignInLink.objects.filter(
        token_digest=_digest(token), used_at=None, expires_at__gt=now, person__is_active=True
    ).exists()


def redeem(token: str, *, now: datetime) -> Person:
    """Use the link up and return whom it signs in.

    Raises:
        NotFound: unknown, used or expired; which of them is not said.
    """
    digest = _digest(token)
    used = SignInLink.objects.filter(
        token_digest=digest, used_at=None, expires_at__gt=now, person__is_active=True
    ).update(used_at=now)
    if not used:
        raise NotFound(
            "This sign-in link has been used or has ended. "
            "Run `readingroom sign-in-link` for a new one."
        )
    return SignInLink.objects.select_related("person").get(token_digest=digest).person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
