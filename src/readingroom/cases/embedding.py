"""Addresses that show a case's images in a frame of another page, signed and with an end.

Such an address opens nothing that is not open to everyone: it says which case, how it is named, and
until when. A case that is withdrawn, hidden or closed is gone from every frame.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing

from readingroom.kernel.errors import InvalidInput, NotFound

MOST_DAYS: Final = 366
_SALT: Final = "readingroom-embed"


@dataclass(frozen=True)
class Embed:
    """What an address shows.

    Attributes:
        key: of the case.
        is_named: with its diagnosis and the marks of its author; else under the safe title.
        ends_at: aware UTC, whole seconds.
    """

    key: UUID
    is_named: bool
    ends_at: datetime


def sign_embed(key: UUID, *, is_named: bool, days: int, now: datetime) -> str:
    """The signed part of an address that ends so many days from ``now``.

    Raises:
        InvalidInput: less than a day, or more than ``MOST_DAYS``.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"An address can last from 1 to {MOST_DAYS} days.")
    ends = int((now + timedelta(days=days)).timestamp())
    return signing.dumps([key.hex, int(is_named), ends], salt=_SALT)


def read_embed(token: str, *, now: datetime) -> Embed:
    """What a signed part stands for.

    Raises:
        NotFound: not signed by us, altered, or ended: all answer alike.
    """
    gone = NotFound("These images are no longer shown at this address. Ask who gave it to you.")
    try:
        key, named, ends = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise gone from None
    embed = Embed(UUID(key), bool(named), datetime.fromtimestamp(ends, UTC))
    if now >= embed.ends_at:
        raise gone
    return embed
