"""Keys for programs: given out once, kept as a digest, ended by whoever runs the library."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import ApiToken, Person
from readingroom.infra import audit
from readingroom.kernel.errors import NotFound

TOKEN_BYTES: Final = 32
_PREFIX: Final = "rr_"  # so that whoever finds one knows what it is


@transaction.atomic
def issue_token(person: Person, *, label: str, now: datetime) -> str:
    """Make a token that acts in the name of ``person``, and return it: it is not shown again."""
    token = _PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    made = ApiToken.objects.create(
        token_digest=_digest(token), person=person, label=label[:100], created_at=now
    )
    audit.record("token.issued", subject=made.key, at=now, codes={"person": person.key})
    return token


def person_of_token(token: str) -> Person | None:
    """In whose name a token speaks; ``None`` for one that is unknown or ended."""
    found = (
        ApiToken.objects.select_related("person__institution")
        .filter(token_digest=_digest(token), person__is_active=True)
        .first()
    )
    return found.person if found else None


def tokens() -> Sequence[ApiToken]:
    """All there are."""
    return list(ApiToken.objects.select_related("person"))


@transaction.atomic
def end_token(key: UUID, *, now: datetime) -> None:
    """Let a token open nothing any more.

    Raises:
        NotFound: there is none of this key.
    """
    removed, _ = ApiToken.objects.filter(key=key).delete()
    if not removed:
        raise NotFound("There is no such token. See them with `readingroom token list`.")
    audit.record("token.ended", subject=key, at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
