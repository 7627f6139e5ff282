"""Moved dates keep every interval and no real day, year or time of day."""

from datetime import datetime

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.deid.dates import (
    Shift,
    earliest_study_moment,
    parse_offset,
    rebase_datetime,
    rebase_pair,
)

SHIFT = Shift.rebased(datetime.fromisoformat("2024-03-15T14:30:10"))


def dated(**fields: str) -> Dataset:
    dataset = Dataset()
    for keyword, value in fields.items():
        setattr(dataset, keyword, value)
    return dataset


def test_the_first_study_falls_on_the_base_moment() -> None:
    assert rebase_pair("20240315", "143010", shift=SHIFT) == ("20000101", "120000")


@pytest.mark.parametrize(
    ("da", "tm", "expected"),
    [
        ("20240322", "143010", ("20000108", "120000")),
        ("20240315", "143011.25", ("20000101", "120001.25")),
        ("20240316", "0100", ("20000101", "222950")),  # carries into the day before
        ("20230315", "143010", ("19981231", "120000")),  # 366 days earlier
        ("20240315", "", ("20000101", "")),
        ("2024.03.16", "14:30:10", ("20000102", "120000")),
        ("", "143010", ("", "120000")),
        ("20240315", "99", ("20000101", "")),
    ],
)
def test_moments_move_together(da: str, tm: str, expected: tuple[str, str]) -> None:
    assert rebase_pair(da, tm, shift=SHIFT) == expected


@pytest.mark.parametrize(
    "garbage", ["2024", "202403", "20241340", "MARKER", "00010101", "20240230"]
)
def test_what_is_no_whole_date_comes_back_empty(garbage: str) -> None:
    assert rebase_pair(garbage, "", shift=SHIFT) == ("", "")


def test_without_an_anchor_nothing_dated_is_kept() -> None:
    assert rebase_pair("20240315", "143010", shift=Shift(None)) == ("", "")
    assert rebase_datetime("20240315143010", zone=None, shift=Shift(None)) == ""


@pytest.mark.parametrize(
    ("dt", "zone", "expected"),
    [
        ("20240315143010.5", None, "20000101120000.5"),
        ("20240315", None, "20000101"),
        ("20240315143010+0100", None, "20000101120000"),
        ("20240315133010+0000", "+0100", "20000101120000"),
        ("202403", None, ""),
        ("20240315143010MARKER", None, ""),
    ],
)
def test_a_datetime_moves_in_the_scanners_own_time(
    dt: str, zone: str | None, expected: str
) -> None:
    stated = parse_offset(zone) if zone else None

    assert rebase_datetime(dt, zone=stated, shift=SHIFT) == expected


def test_the_earliest_study_anchors_the_patient() -> None:
    later = dated(StudyDate="20240401", StudyTime="080000")
    earlier = dated(StudyDate="20240315", StudyTime="143010")

    assert earliest_study_moment([later, earlier]) == datetime.fromisoformat("2024-03-15T14:30:10")


def test_a_study_without_a_time_takes_the_earliest_of_that_day() -> None:
    study = dated(
        StudyDate="20240315", SeriesDate="20240315", SeriesTime="0915", ContentDate="20240315",
        ContentTime="0910",
    )  # fmt: skip

    assert earliest_study_moment([study]) == datetime.fromisoformat("2024-03-15T09:10:00")


def test_objects_without_dates_anchor_nothing() -> None:
    assert earliest_study_moment([dated(StudyDate="GARBAGE")]) is None
