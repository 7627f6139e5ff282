"""Keys for everything that is named outside the database."""

import secrets
import time
import uuid

_UNIX_MS_BITS, _RANDOM_BITS = 48, 74


def new_key() -> uuid.UUID:
    """Return a UUID of version 7: ordered by time of making, unguessable in its other 74 bits.

    Source: RFC 9562 section 5.7.
    """
    unix_ms = (time.time_ns() // 1_000_000) & ((1 << _UNIX_MS_BITS) - 1)
    random = secrets.randbits(_RANDOM_BITS)
    number = unix_ms << 80 | 0x7 << 76 | (random >> 62) << 64
    number |= 0b10 << 62 | (random & ((1 << 62) - 1))
    return uuid.UUID(int=number)
