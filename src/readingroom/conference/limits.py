"""How long, how many, how often."""

import ipaddress
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from readingroom.kernel.errors import ReadingRoomError, StateConflict

LONGEST: Final = timedelta(hours=8)
SILENCE: Final = timedelta(hours=2)
"""A room that its presenter has done nothing in for so long is over."""
MOST_CASES: Final = 40
MOST_SEATS: Final = 500
MOST_FROM_ADDRESS: Final = 250
"""Seats in one room that are taken from one address: two hundred phones of a hospital may share
one, and some of them come in twice; nobody alone can take all ``MOST_SEATS``."""
MOST_OF_PERSON: Final = 5
"""Seats in one room of someone who is signed in: a phone, a tablet, the screen at the wall."""
MOST_WRONG: Final = 40
"""Wrong codes from one address within ``WINDOW_S``: a whole hall may share one."""
WINDOW_S: Final = 600.0
_MOST_ADDRESSES: Final = 10_000
_HOUSEHOLD_BITS: Final = 64
"""Whoever has one address of version 6 has all that begin as it does (RFC 6177 section 2)."""


class TooManyCodes(ReadingRoomError):
    """Someone guesses codes."""

    code = "too_many_codes"


class TooManySeats(StateConflict):
    """More seats from one place, or of one person, than a room gives."""

    code = "too_many_seats"


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


class Arrivals:
    """Counts the seats of a room by where they were taken from: in memory, and nowhere else.

    A name or an address that a seat came from is in no row and in no log.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: dict[UUID, Counter[str]] = {}

    def admit(self, room: UUID, origins: Sequence[tuple[str, int]]) -> None:
        """Count a seat that is about to be taken.

        Args:
            origins: what it is counted for, each with the most seats that it may have.

        Raises:
            TooManySeats: one of them has so many already; then nothing is counted.
        """
        with self._lock:
            taken = self._seats.get(room, Counter())
            if any(taken[origin] >= most for origin, most in origins):
                raise TooManySeats(
                    "Too many seats of this conference were taken from here. Go on with the "
                    "browser that joined first, or ask the presenter to let everyone in anew."
                )
            while room not in self._seats and len(self._seats) >= _MOST_ADDRESSES:
                self._seats.pop(next(iter(self._seats)))
            self._seats[room] = taken + Counter(origin for origin, _ in origins)

    def forget(self, room: UUID) -> None:
        """Begin anew: the room is empty, or over."""
        with self._lock:
            self._seats.pop(room, None)


WRONG_CODES: Final = WrongCodes()
ARRIVALS: Final = Arrivals()
