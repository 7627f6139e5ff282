from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.kernel.errors import NotPermitted
from readingroom.kernel.grants import (
    COOKIE,
    MAX_COOKIES,
    MAX_LIFETIME,
    MOST_SERIES,
    Grant,
    cookie_name,
    cookie_path,
    is_grant_cookie,
    issue_grant,
    read_grant,
    sign_grant,
)

SECRET = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STUDY, SERIES = "2.25.1", ("2.25.11", "2.25.12")


def grant() -> Grant:
    return issue_grant(study_instance_uid=STUDY, series_instance_uids=SERIES, now=NOON)


def test_what_was_signed_is_what_is_read() -> None:
    token = sign_grant(grant(), secret=SECRET)

    assert read_grant(token, secret=SECRET, now=NOON) == grant()


def test_a_grant_ends_after_five_minutes() -> None:
    token = sign_grant(grant(), secret=SECRET)

    assert timedelta(minutes=5) == MAX_LIFETIME
    read_grant(token, secret=SECRET, now=NOON + timedelta(seconds=299))
    with pytest.raises(NotPermitted):
        read_grant(token, secret=SECRET, now=NOON + timedelta(seconds=300))


def test_a_grant_covers_its_own_series_of_its_own_study_alone() -> None:
    assert grant().covers(study_instance_uid=STUDY, series_instance_uid="2.25.11")
    assert not grant().covers(study_instance_uid=STUDY, series_instance_uid="2.25.13")
    assert not grant().covers(study_instance_uid="2.25.2", series_instance_uid="2.25.11")


@given(place=st.integers(0, 1000), letter=st.characters(codec="utf-8"))
def test_an_altered_token_is_refused(place: int, letter: str) -> None:
    token = sign_grant(grant(), secret=SECRET)
    place %= len(token)
    altered = token[:place] + letter + token[place + 1 :]

    if altered != token:
        with pytest.raises(NotPermitted):
            read_grant(altered, secret=SECRET, now=NOON)


@given(st.text())
def test_arbitrary_text_is_refused_and_never_breaks_the_reader(text: str) -> None:
    with pytest.raises(NotPermitted):
        read_grant(text, secret=SECRET, now=NOON)


def test_another_installations_secret_opens_nothing() -> None:
    token = sign_grant(grant(), secret=SECRET)

    with pytest.raises(NotPermitted):
        read_grant(token, secret=bytes(32), now=NOON)


def test_only_uids_can_be_granted() -> None:
    with pytest.raises(ValueError, match="UID"):
        issue_grant(study_instance_uid="2.25.1~9", series_instance_uids=(), now=NOON)


def test_a_token_fits_a_cookie_and_its_path_is_the_studys() -> None:
    series = [f"2.25.{2**128 - 1 - n}" for n in range(MOST_SERIES)]
    many = issue_grant(study_instance_uid=STUDY, series_instance_uids=series, now=NOON)

    assert len(sign_grant(many, secret=SECRET)) < 4000  # browsers keep 4096 bytes of a cookie
    assert cookie_path(STUDY) == "/dicomweb/studies/2.25.1"


@given(st.integers(0, 2**128 - 1) | st.integers(2**128, 10**38 * 9), st.sampled_from(["", "0"]))
def test_every_uid_comes_back_as_it_was(number: int, zero: str) -> None:
    uids = {f"2.25.{number}", f"2.25.{zero}{number}", f"1.2.840.{number % 10**9}", "2.25"}
    one = issue_grant(study_instance_uid=STUDY, series_instance_uids=uids, now=NOON)

    assert read_grant(sign_grant(one, secret=SECRET), secret=SECRET, now=NOON) == one


def test_cookies_of_a_study_have_names_of_their_own() -> None:
    names = [cookie_name(number) for number in range(MAX_COOKIES)]

    assert names[:2] == [COOKIE, f"{COOKIE}2"]
    assert all(map(is_grant_cookie, names))
    assert not is_grant_cookie(f"{COOKIE}9")
