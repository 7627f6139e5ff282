"""Everything Reading Room raises on purpose.

ReadingRoomError
├── InvalidInput       the caller sent something malformed      (fix and resend)
├── NotPermitted       the caller may not do this               (ask someone else)
├── NotFound           no such thing, or not visible to them    (same answer for both)
├── StateConflict      right request, wrong moment              (reload and decide)
├── Rejected           a file failed a safety rule              (never retried)
└── Unavailable        a dependency is down or busy             (retried with backoff)

This module knows nothing of HTTP; ``web.errors`` maps each class to a status.
"""

from typing import ClassVar


class ReadingRoomError(Exception):
    """Base of all deliberate failures.

    ``code`` is stable: tests, translations and clients match on it, never on text.
    ``message`` may be shown to anyone: it names no patient and no path.
    ``detail`` is for logs and holds keys and codes only.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidInput(ReadingRoomError):
    """Malformed; correct it and send it again."""

    code = "invalid_input"


class NotPermitted(ReadingRoomError):
    """Known, and not allowed."""

    code = "not_permitted"


class NotFound(ReadingRoomError):
    """Absent, or hidden: both answer alike."""

    code = "not_found"


class StateConflict(ReadingRoomError):
    """Right request, wrong moment."""

    code = "state_conflict"


class Rejected(ReadingRoomError):
    """A safety rule refused a file. An outcome, never retried."""

    code = "rejected"


class Unavailable(ReadingRoomError):
    """A dependency is down or busy; try again."""

    code = "unavailable"
