"""Moments that people type: in the time zone that is theirs."""

from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

from readingroom.kernel.errors import InvalidInput

MORNING: Final = time(8)
_NO_MOMENT: Final = "Give the day and the time, such as 2027-03-01 08:00."


def typed_moment(text: str) -> datetime:
    """The moment of ``2027-03-01T08:00`` in the zone that is active.

    Of an hour that the end of summer time has twice, the first.

    Raises:
        InvalidInput: it is none, or an hour that the beginning of summer time leaves out.
    """
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput(_NO_MOMENT) from None
    if told.tzinfo is not None:
        raise InvalidInput(_NO_MOMENT)
    zone = timezone.get_current_timezone()
    moment = told.replace(tzinfo=zone)
    try:
        again = moment.astimezone(timezone.get_default_timezone()).astimezone(zone)
    except OverflowError:
        raise InvalidInput(_NO_MOMENT) from None
    if again.replace(tzinfo=None) != told:
        raise InvalidInput("The clocks skip this hour. Choose another.")
    return moment


def morning_of(text: str) -> datetime:
    """Eight in the morning of a day such as ``2027-03-01``, in the zone that is active.

    Raises:
        InvalidInput: it is no day.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-01.") from None
    return typed_moment(datetime.combine(day, MORNING).isoformat())


def zone_name() -> str:
    """What the active zone is called, such as ``Europe/Rome``."""
    return timezone.get_current_timezone_name()
