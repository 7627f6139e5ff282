"""The clock of a playlist."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from readingroom.kernel.errors import InvalidInput
from readingroom.teaching.timing import (
    GRACE,
    Phase,
    Times,
    is_late,
    read_moment,
    write_moment,
    zone_of,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
VIENNA = ZoneInfo("Europe/Vienna")


def test_a_sitting_ends_by_its_minutes_or_with_the_playlist_whichever_is_first() -> None:
    times = Times(NOON, NOON + HOUR, minutes=30)

    assert times.deadline(NOON) == NOON + 30 * MINUTE
    assert times.deadline(NOON + 45 * MINUTE) == NOON + HOUR


def test_extra_time_moves_both_ends() -> None:
    times = Times(NOON, NOON + HOUR, minutes=30, extra=10 * MINUTE)

    assert times.deadline(NOON) == NOON + 40 * MINUTE
    assert times.deadline(NOON + 45 * MINUTE) == NOON + 70 * MINUTE
    assert times.phase(NOON + 65 * MINUTE) == Phase.OPEN


def test_without_minutes_and_end_there_is_no_deadline() -> None:
    assert Times(None, None, minutes=None).deadline(NOON) is None


def test_a_playlist_is_open_from_its_first_moment_to_before_its_last() -> None:
    times = Times(NOON, NOON + HOUR, minutes=None)

    phases = [times.phase(at) for at in (NOON - MINUTE, NOON, NOON + HOUR)]

    assert phases == [Phase.BEFORE, Phase.OPEN, Phase.OVER]


def test_late_is_after_the_deadline_and_the_way_it_takes() -> None:
    assert not is_late(NOON, NOON + GRACE)
    assert is_late(NOON, NOON + GRACE + timedelta(milliseconds=1))
    assert not is_late(None, NOON)


def test_a_moment_is_of_the_zone_it_was_written_in_and_written_so_again() -> None:
    moment = read_moment("2026-07-01T09:30", VIENNA)

    assert moment == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert write_moment(moment, VIENNA) == "2026-07-01T09:30"
    assert read_moment(" ", VIENNA) is None


def test_an_hour_that_comes_twice_is_the_first() -> None:
    moment = read_moment("2026-10-25T02:30", VIENNA)

    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T00:00", "2026-02-30T10:00", "1e9"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_moment(text, VIENNA)


@pytest.mark.parametrize("name", ["", "Vienna", "../etc/passwd"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        zone_of(name)
