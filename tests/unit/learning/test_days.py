"""A learner's day begins at midnight where they are."""

from datetime import UTC, date, datetime

import pytest

from readingroom.kernel.errors import InvalidInput
from readingroom.learning.days import check_zone, day_around, day_of, zone_of


def test_the_day_is_that_of_the_learners_calendar() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert day_around(late, zone_of("")).date == date(2026, 3, 2)
    assert day_around(late, zone_of("Europe/Zurich")).date == date(2026, 3, 3)
    assert day_around(late, zone_of("America/New_York")).date == date(2026, 3, 2)
    assert day_around(late, zone_of("Europe/Zurich")).start == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_day_on_which_clocks_change_has_23_or_25_hours() -> None:
    zone = zone_of("Europe/Zurich")
    spring, autumn = day_of(date(2026, 3, 29), zone), day_of(date(2026, 10, 25), zone)

    assert (spring.end - spring.start).total_seconds() == 23 * 3600
    assert (autumn.end - autumn.start).total_seconds() == 25 * 3600


def test_a_zone_that_is_none_is_refused_and_one_that_is_gone_is_utc() -> None:
    assert check_zone("Europe/Zurich") == "Europe/Zurich"
    for wrong in ("Mars/Olympus", "../../etc/passwd", "", "\0"):
        with pytest.raises(InvalidInput):
            check_zone(wrong)
    assert zone_of("Mars/Olympus").key == "UTC"
    assert zone_of("../../etc/passwd").key == "UTC"
