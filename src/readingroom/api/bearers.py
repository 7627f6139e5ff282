"""Who is asking: whoever a token speaks for, and for what."""

import hashlib
from datetime import UTC, datetime
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer

from readingroom.accounts.models import Person, Scope
from readingroom.accounts.services.api_tokens import bearer_of
from readingroom.api.problems import ApiError

A_MINUTE: Final = {"read": 600, "write": 60}
"""How many requests of one token are answered in a minute, by what they do."""
_MINUTE_S: Final = 60
_LONGEST_TOKEN: Final = 200


class TooMany(Exception):
    """More requests in a minute than a token may send."""


class TokenFor(HttpBearer):
    """A token that was made for ``scope``, in ``Authorization: Bearer``; a cookie is none.

    Requests are counted for each token, by the minute and by what they do, in each serving
    process.

    Args:
        scope: ``None`` for any.
        does: ``read`` or ``write``.
    """

    def __init__(self, scope: Scope | None, does: str) -> None:
        super().__init__()
        self.scope = scope
        self.does = does

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person, or nobody.

        Raises:
            TooMany: the token is used too often.
            ApiError: it was not made for this.
        """
        if len(token) > _LONGEST_TOKEN:
            return None
        self._count(token)
        bearer = bearer_of(token, now=datetime.now(UTC))
        if bearer is None:
            return None
        if self.scope is not None and not bearer.may(self.scope):
            raise ApiError(
                403, "scope_missing", f"This token was not made for that: it lacks {self.scope}."
            )
        request.scopes = bearer.scopes  # type: ignore[attr-defined]  # told by /me
        return bearer.person

    def _count(self, token: str) -> None:
        minute = int(datetime.now(UTC).timestamp()) // _MINUTE_S
        digest = hashlib.sha256(token.encode()).hexdigest()[:32]
        name = f"api:{self.does}:{digest}:{minute}"
        cache.add(name, 0, timeout=2 * _MINUTE_S)
        try:
            count = cache.incr(name)
        except ValueError:  # it fell out of the cache between the two
            return
        if count > A_MINUTE[self.does]:
            raise TooMany
