"""Dates and times, moved so that no real day, year or time of day is left.

Either every patient's first study begins at ``BASE`` and all their other moments keep their
distance to it, or each patient's moments move by a secret distance of their own. Times of day
move too, and carry into the date where both stand side by side. Values stay
naive: DICOM's DA and TM are in the scanner's local time.
"""

import functools
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from pydicom.datadict import DicomDictionary, keyword_dict
from pydicom.dataset import Dataset

BASE: Final = datetime(2000, 1, 1, 12, 0, 0)  # noqa: DTZ001  DICOM times are naive

_DA: Final = re.compile(r"(\d{4})(\.?)(\d{2})\2(\d{2})")  # dots: before the standard's version 3
_TM: Final = re.compile(r"(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.(\d{1,6}))?)?)?")
_DT: Final = re.compile(r"(\d{8})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?([+-]\d{4})?")
_YEARS: Final = range(1895, 2200)  # before Röntgen there was nothing to date
_STUDY_LEVEL: Final = ("Study", "Series", "Acquisition", "Content")
_LEAP_SECOND: Final = 60
_FARTHEST_DAYS: Final = 3650
_SECONDS_OF_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True)
class Shift:
    """How far one patient's moments are moved.

    Attributes:
        distance: added to every moment; ``None`` when nothing with a date can be kept.
        days: added to a date that has no time beside it.
    """

    distance: timedelta | None
    days: timedelta = timedelta()

    @classmethod
    def rebased(cls, anchor: datetime | None) -> "Shift":
        """The shift that brings ``anchor``, the earliest study moment of the patient's first
        submission, to ``BASE``; none where that is unknown."""
        if anchor is None:
            return cls(None)
        return cls(BASE - anchor.replace(microsecond=0), BASE.date() - anchor.date())

    @classmethod
    def hidden(cls, patient: str, *, secret: bytes) -> "Shift":
        """A patient's own secret shift: 1 to 3650 days back, and a time of day.

        The same patient under the same secret always moves by the same distance.

        Args:
            patient: what tells patients apart, such as ``identity.patient_key``.
            secret: the library's, at least ``uids.MIN_SECRET_BYTES`` long.
        """
        digest = hmac.new(secret, b"readingroom-shift:" + patient.encode(), hashlib.sha256).digest()
        days = 1 + int.from_bytes(digest[:8], "big") % _FARTHEST_DAYS
        seconds = int.from_bytes(digest[8:16], "big") % _SECONDS_OF_DAY
        return cls(-timedelta(days=days, seconds=seconds), -timedelta(days=days))

    def moment(self, original: datetime) -> datetime | None:
        """``original`` moved; ``None`` when it leaves the calendar."""
        return None if self.distance is None else _added(original, self.distance)

    def day(self, original: date) -> date | None:
        """A date that has no time beside it, moved by whole days."""
        if self.distance is None:
            return None
        moved = _added(datetime.combine(original, time()), self.days)
        return moved.date() if moved else None

    def time_of_day(self, original: time) -> time | None:
        """A time that has no date beside it, turned round the clock."""
        moved = self.moment(datetime.combine(BASE, original))
        return moved.time() if moved else None


def _added(original: datetime, distance: timedelta) -> datetime | None:
    try:
        return original + distance
    except OverflowError:
        return None


def parse_date(text: str) -> date | None:
    """A whole date of the years from 1895 (PS3.5 table 6.2-1, DA), else ``None``."""
    found = _DA.fullmatch(text.strip(" \0"))
    if not found or int(found[1]) not in _YEARS:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """A time from hours to microseconds (PS3.5 table 6.2-1, TM), else ``None``."""
    found = _TM.fullmatch(text.strip(" \0"))
    if not found:
        return None
    seconds = int(found[3] or 0)
    seconds = _LEAP_SECOND - 1 if seconds == _LEAP_SECOND else seconds
    micros = int((found[4] or "0").ljust(6, "0"))
    try:
        return time(int(found[1]), int(found[2] or 0), seconds, micros)
    except ValueError:
        return None


@functools.lru_cache(maxsize=4096)
def rebase_pair(da: str, tm: str, *, shift: Shift) -> tuple[str, str]:
    """A DA and the TM beside it, moved together; what can't be read comes back empty."""
    day, clock = parse_date(da), parse_time(tm)
    if day and clock:
        moved = shift.moment(datetime.combine(day, clock))
        return (f"{moved:%Y%m%d}", _written(moved.time(), tm)) if moved else ("", "")
    alone = shift.day(day) if day else None
    turned = shift.time_of_day(clock) if clock else None
    return (
        f"{alone.year:04d}{alone:%m%d}" if alone else "",
        _written(turned, tm) if turned else "",
    )


def _written(clock: time, original: str) -> str:
    """As many digits of a second as the original had."""
    _, _, fraction = original.strip(" \0").partition(".")
    micros = f"{clock.microsecond:06d}"[: len(fraction)]
    return f"{clock:%H%M%S}" + (f".{micros}" if fraction else "")


def rebase_datetime(dt: str, *, zone: timezone | None, shift: Shift) -> str:
    """A DT, moved, in the scanner's local time and without its offset.

    Args:
        dt: as PS3.5 table 6.2-1 writes it. One without a day can't be moved: empty comes back.
        zone: what (0008,0201) states for the object. A DT with an offset of its own is brought
            to it first, so that it keeps its distance to the object's dates.
        shift: the patient's.
    """
    found = _DT.fullmatch(dt.strip(" \0"))
    if not found:
        return ""
    day, clock = found[1], found[2] or ""
    if found[3] and clock and zone:
        day, clock = _in_zone(day, clock, offset=found[3], zone=zone)
    new_day, new_clock = rebase_pair(day, clock, shift=shift)
    return new_day + new_clock if new_day else ""


def _in_zone(day: str, clock: str, *, offset: str, zone: timezone) -> tuple[str, str]:
    on, at, own = parse_date(day), parse_time(clock), parse_offset(offset)
    if not on or not at or not own:
        return day, clock
    local = datetime.combine(on, at, own).astimezone(zone)
    return f"{local:%Y%m%d}", _written(local.time(), clock)


def parse_offset(text: str) -> timezone | None:
    """``+0130`` or ``-0500`` as a zone, else ``None`` (PS3.3 section C.12.1.1.8)."""
    found = re.fullmatch(r"([+-])(\d{2})(\d{2})", text.strip(" \0"))
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    if size >= timedelta(hours=24):
        return None
    return timezone(-size if found[1] == "-" else size)


@functools.cache
def time_beside(date_tag: int) -> int | None:
    """The TM that belongs to a DA: ``StudyDate`` has ``StudyTime``."""
    tag = keyword_dict.get(DicomDictionary[date_tag][4].replace("Date", "Time"))
    return tag if tag and DicomDictionary[tag][0] == "TM" else None


@functools.cache
def date_beside(time_tag: int) -> int | None:
    """The DA that belongs to a TM."""
    tag = keyword_dict.get(DicomDictionary[time_tag][4].replace("Time", "Date"))
    return tag if tag and DicomDictionary[tag][0] == "DA" else None


def earliest_study_moment(datasets: Iterable[Dataset]) -> datetime | None:
    """The moment that anchors a patient: the earliest study date among ``datasets``.

    A study without a time takes the earliest time its series, acquisitions or content state on
    that day. Objects without a study date count with the next date they have.

    Returns:
        A naive local time, or ``None`` when no object has a readable date.
    """
    moments = [moment for dataset in datasets if (moment := _moment_of(dataset)) is not None]
    return min(moments, default=None)


def _moment_of(dataset: Dataset) -> datetime | None:
    stated: dict[str, tuple[date, time | None]] = {}
    for level in _STUDY_LEVEL:
        day = parse_date(_text(dataset, f"{level}Date"))
        if day:
            stated[level] = day, parse_time(_text(dataset, f"{level}Time"))
    if not stated:
        return None
    day, clock = next(iter(stated.values()))
    if clock is None:
        same_day = [at for on, at in stated.values() if on == day and at is not None]
        clock = min(same_day, default=time())
    return datetime.combine(day, clock)


def _text(dataset: Dataset | Mapping[str, object], keyword: str) -> str:
    value = dataset.get(keyword)
    return value if isinstance(value, str) else ""
