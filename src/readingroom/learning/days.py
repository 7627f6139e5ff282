"""The learner's day, which begins at midnight where they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from readingroom.kernel.errors import InvalidInput


@dataclass(frozen=True)
class Day:
    """One day of one learner.

    Attributes:
        start: its midnight; aware, UTC.
        end: the next one, which belongs to the next day. 23 to 25 hours later.
    """

    date: date
    start: datetime
    end: datetime


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; UTC where the machine does not know it any more."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def check_zone(name: str) -> str:
    """``name``, if it is one of the time zone database.

    Raises:
        InvalidInput: it is none.
    """
    if name not in available_timezones():
        raise InvalidInput("That is no time zone. Choose one of the list, such as Europe/Zurich.")
    return name


def day_around(now: datetime, zone: ZoneInfo) -> Day:
    """The day that ``now``, which is aware, lies in."""
    return day_of(now.astimezone(zone).date(), zone)


def day_of(day: date, zone: ZoneInfo) -> Day:
    """A day of the calendar."""
    return Day(day, _midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
