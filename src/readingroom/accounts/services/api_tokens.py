"""Keys for programs: given out once, kept as a digest, ended by their person or at the machine."""

import hashlib
import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q

from readingroom.accounts.models import FOR_ADMINISTRATORS, ApiToken, Person, Role, Scope
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

logger = logging.getLogger(__name__)

TOKEN_BYTES: Final = 32
MOST_FOR_ONE: Final = 50
USE_NOTED_EVERY: Final = timedelta(hours=1)
_PREFIX: Final = "rr_"  # so that whoever finds one knows what it is


@dataclass(frozen=True)
class Bearer:
    """Who a token speaks for, and for what."""

    person: Person
    scopes: frozenset[str]

    def may(self, scope: Scope) -> bool:
        """Whether the token was made for this."""
        return scope.value in self.scopes


def scopes_for(person: Person) -> tuple[Scope, ...]:
    """What a token of ``person`` can be made for at all, by their role now."""
    is_administrator = person.role == Role.ADMINISTRATOR
    return tuple(one for one in Scope if is_administrator or one not in FOR_ADMINISTRATORS)


@transaction.atomic
def issue_token(
    person: Person,
    *,
    label: str,
    now: datetime,
    scopes: Collection[Scope] = tuple(Scope),
    lifetime: timedelta | None = None,
) -> str:
    """Make a token that acts in the name of ``person``, and return it: it is not shown again.

    Args:
        person: whose rights it has, whatever its scopes.
        label: what it is for, in their words.
        now: the time.
        scopes: what it may be used for; what is for administrators is left out of anyone else's,
            so that no token grows with a role that is given later.
        lifetime: after which it ends; ``None`` for never.

    Raises:
        InvalidInput: it would be for nothing.
        StateConflict: they have too many.
    """
    scopes = set(scopes) & set(scopes_for(person))
    if not scopes:
        raise InvalidInput("Choose at least one thing that the token may be used for.")
    if ApiToken.objects.filter(person=person).count() >= MOST_FOR_ONE:
        raise StateConflict(f"There are {MOST_FOR_ONE} tokens already. End one first.")
    token = _PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    made = ApiToken.objects.create(
        token_digest=_digest(token),
        person=person,
        label=label[:100],
        scopes=sorted(scope.value for scope in scopes),
        created_at=now,
        expires_at=now + lifetime if lifetime else None,
    )
    audit.record("token.issued", subject=made.key, at=now, codes={"person": person.key})
    return token


def bearer_of(token: str, *, now: datetime) -> Bearer | None:
    """In whose name a token speaks; ``None`` for one that is unknown or ended.

    Notes that it was used, at most once an hour.
    """
    open_now = Q(expires_at=None) | Q(expires_at__gt=now)
    found = (
        ApiToken.objects.select_related("person__institution")
        .filter(open_now, token_digest=_digest(token), person__is_active=True)
        .first()
    )
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at >= USE_NOTED_EVERY:
        _note_use(found.pk, now)
    return Bearer(found.person, frozenset(found.scopes))


def _note_use(pk: int, now: datetime) -> None:
    """A database that takes no writes just now is no reason not to answer."""
    try:
        with transaction.atomic():
            ApiToken.objects.filter(pk=pk).update(last_used_at=now)
    except OperationalError as error:
        logger.info("the use of a token was not noted: %s", type(error).__name__)


def tokens() -> Sequence[ApiToken]:
    """All there are."""
    return list(ApiToken.objects.select_related("person"))


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """Those of one person, the newest first."""
    return list(ApiToken.objects.filter(person=person).order_by("-created_at", "-pk"))


@transaction.atomic
def end_token(key: UUID, *, now: datetime, of: Person | None = None) -> None:
    """Let a token open nothing any more.

    Args:
        key: which.
        now: the time.
        of: whose it must be; ``None`` at the machine itself.

    Raises:
        NotFound: there is none of this key.
    """
    rows = ApiToken.objects.filter(key=key)
    removed, _ = (rows.filter(person=of) if of else rows).delete()
    if not removed:
        raise NotFound("There is no such token. See them with `readingroom token list`.")
    audit.record("token.ended", subject=key, at=now, actor=of.key if of else None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
