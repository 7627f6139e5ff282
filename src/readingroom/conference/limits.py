"""How long, how many, how often."""

import ipaddress
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from readingroom.kernel.errors import ReadingRoomError

LONGEST: Final = timedelta(hours=8)
SILENCE: Final = timedelta(hours=2)
"""A room that its presenter has done nothing in for so long is over."""
MOST_CASES: Final = 40
MOST_SEATS: Final = 500
MOST_WRONG: Final = 40
"""Wrong codes from one address within ``WINDOW_S``: a whole hall may share one."""
WINDOW_S: Final = 600.0
_MOST_ADDRESSES: Final = 10_000
_HOUSEHOLD_BITS: Final = 64
"""Whoever has one address of version 6 has all that begin as it does (RFC 6177 section 2)."""


class TooManyCodes(ReadingRoomError):
    """Someone guesses codes."""

    code = "too_many_codes"


def household(address: str) -> str:
    """Whom wrong codes from ``address`` are counted for: all addresses that one guesser has.

    What is no address is counted as it stands.
    """
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(told, ipaddress.IPv4Address):
        return str(told)
    if told.ipv4_mapped is not None:
        return str(told.ipv4_mapped)
    return str(ipaddress.ip_network((int(told), _HOUSEHOLD_BITS), strict=False))


class WrongCodes:
    """Counts wrong codes by address, in memory that can't grow without end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[float, int]] = {}

    def check(self, address: str) -> None:
        """Refuse an address that has guessed too often, even where it guesses right now.

        Raises:
            TooManyCodes: it has.
        """
        with self._lock:
            began, count = self._wrong.get(address, (0.0, 0))
            if count >= MOST_WRONG and self._clock() - began < WINDOW_S:
                raise TooManyCodes(
                    "Too many codes from here were wrong. Wait ten minutes, then type the code "
                    "that is on the presenter's screen."
                )

    def count(self, address: str) -> None:
        """One more that was wrong."""
        with self._lock:
            now = self._clock()
            began, count = self._wrong.pop(address, (now, 0))
            if now - began >= WINDOW_S:
                began, count = now, 0
            while len(self._wrong) >= _MOST_ADDRESSES:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong[address] = (began, count + 1)


WRONG_CODES: Final = WrongCodes()
