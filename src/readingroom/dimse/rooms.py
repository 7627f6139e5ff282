"""How much may still come through each door, asked of the library every few seconds."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_ASKED_EVERY_S: Final = 5.0


@dataclass
class _Room:
    left_bytes: int | None
    asked_s: float


class Rooms:
    """Room by called AE title. Used by many threads.

    Args:
        ask: tells for a title how many bytes may still come; ``None`` for no limit.
        clock: seconds, for tests.
    """

    def __init__(
        self, ask: Callable[[str], int | None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._rooms: dict[str, _Room] = {}
        self._lock = threading.Lock()

    def has_room(self, title: str) -> bool:
        """Whether one object more may come.

        Raises:
            django.db.Error: the database does not say.
        """
        with self._lock:
            room = self._rooms.get(title)
            if room is None or self._clock() - room.asked_s >= _ASKED_EVERY_S:
                room = self._rooms[title] = _Room(self._ask(title), self._clock())
            return room.left_bytes is None or room.left_bytes > 0

    def spend(self, title: str, size_bytes: int) -> None:
        """An object came."""
        with self._lock:
            room = self._rooms.get(title)
            if room is not None and room.left_bytes is not None:
                room.left_bytes -= size_bytes
