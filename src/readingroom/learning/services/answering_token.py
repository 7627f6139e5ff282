"""The token of a page that asks: it makes an answer one answer, and knows when it was asked."""

import secrets
from datetime import UTC, datetime
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

LONGEST: Final = 3600
"""An answer that took more seconds was left lying; how long it took is not known."""
_SALT: Final = "readingroom.learning.answering"
_SIGNED: Final = 20


def new_token(now: datetime) -> str:
    """A token for one answer to one page, at most 64 characters."""
    body = f"{int(now.timestamp()):x}.{secrets.token_urlsafe(12)}"
    return f"{body}.{_signature(body)}"


def seconds_since(token: str, now: datetime) -> int | None:
    """Whole seconds from the page to ``now``; None of a token that is not one of ours, or old."""
    body, _, signature = token.rpartition(".")
    if not body or not constant_time_compare(signature, _signature(body)):
        return None
    asked = datetime.fromtimestamp(int(body.partition(".")[0], 16), UTC)
    seconds = int((now - asked).total_seconds())
    return seconds if 0 <= seconds <= LONGEST else None


def _signature(body: str) -> str:
    return salted_hmac(_SALT, body, algorithm="sha256").hexdigest()[:_SIGNED]
