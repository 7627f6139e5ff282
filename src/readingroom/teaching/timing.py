"""The clock of a playlist: when it may be begun, and when a sitting ends. The server's alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from readingroom.kernel.errors import InvalidInput

GRACE: Final = timedelta(seconds=10)
"""What is sent in time may take so long on the way."""
LONGEST_EXAM: Final = timedelta(days=31)
"""Cases are closed to candidates for as long as an exam is open."""
MOST_MINUTES: Final = 24 * 60
_LENGTH: Final = len("2026-11-23T15:30")


class Phase(StrEnum):
    """Where a playlist stands."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Times:
    """When a playlist may be sat, for one person.

    Attributes:
        opens_at: aware; None has been open ever since.
        ends_at: aware; None never ends.
        minutes: how long a sitting lasts; None as long as the playlist is open.
        extra: what this person has beyond the others, at the end of either.
    """

    opens_at: datetime | None
    ends_at: datetime | None
    minutes: int | None
    extra: timedelta = timedelta(0)

    @property
    def last(self) -> datetime | None:
        """The last moment of this person's, whenever they begin."""
        return None if self.ends_at is None else self.ends_at + self.extra

    def phase(self, now: datetime) -> Phase:
        """Where it stands for this person."""
        if self.opens_at is not None and now < self.opens_at:
            return Phase.BEFORE
        if self.last is not None and now >= self.last:
            return Phase.OVER
        return Phase.OPEN

    def deadline(self, started_at: datetime) -> datetime | None:
        """When a sitting that began then ends by itself."""
        if self.minutes is None:
            return self.last
        by_clock = started_at + timedelta(minutes=self.minutes) + self.extra
        return by_clock if self.last is None else min(by_clock, self.last)


def is_late(deadline: datetime | None, now: datetime) -> bool:
    """Whether what arrives now comes too late, the way it took included."""
    return deadline is not None and now > deadline + GRACE


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name, such as ``Europe/Vienna``.

    Raises:
        InvalidInput: there is none of this name.
    """
    if name not in available_timezones():
        raise InvalidInput("Choose the time zone from the list, such as Europe/Vienna.")
    return ZoneInfo(name)


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment as a form sends it, ``2026-11-23T15:30`` in ``zone``; None where it is empty.

    Of an hour that comes twice when clocks go back, it is the first; one that never comes is as
    long after the last that did.

    Raises:
        InvalidInput: it is neither.
    """
    text = text.strip()[:_LENGTH]
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise InvalidInput("Write the date and the time, such as 2026-11-23 15:30.") from None


def write_moment(moment: datetime | None, zone: ZoneInfo) -> str:
    """The moment as a form shows it."""
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"
