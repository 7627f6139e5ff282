from datetime import UTC, datetime

from django.http import HttpResponse
from pytest_django import Settings

from readingroom.cases.pixels import GrantCookie, SeriesAddress, grant_cookies
from readingroom.web.cookies import set_grant_cookies

GRANTS = [
    GrantCookie("/dicomweb/studies/1", "first", 300),
    GrantCookie("/dicomweb/studies/2", "second", 300),
]


def sent(response: HttpResponse) -> list[str]:
    return [morsel.OutputString() for morsel in response.cookies.values()]


def test_each_study_gets_a_cookie_of_its_own_under_one_name() -> None:
    response = HttpResponse()

    set_grant_cookies(response, GRANTS)

    first, second = sent(response)
    assert first.startswith("readingroom_grant=first;")
    assert "Path=/dicomweb/studies/1" in first
    assert second.startswith("readingroom_grant=second;")
    assert "Path=/dicomweb/studies/2" in second


def test_no_script_reads_a_grant_and_no_other_site_sends_it() -> None:
    response = HttpResponse()

    set_grant_cookies(response, GRANTS)

    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in sent(response))
    assert all("Max-Age=300" in cookie for cookie in sent(response))


def test_a_grant_travels_encrypted_where_the_library_does(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()

    set_grant_cookies(response, GRANTS)

    assert all("Secure" in cookie for cookie in sent(response))


def test_a_study_of_hundreds_of_series_gets_as_many_cookies_as_it_needs(settings: Settings) -> None:
    settings.READINGROOM_GRANT_SECRET = bytes(32)
    series = [SeriesAddress("2.25.1", f"2.25.{2**127 + n}") for n in range(400)]
    response = HttpResponse()

    set_grant_cookies(response, grant_cookies(series, now=datetime(2026, 3, 2, tzinfo=UTC)))

    cookies = list(response.cookies.values())
    assert [cookie.key for cookie in cookies] == [
        "readingroom_grant", "readingroom_grant2", "readingroom_grant3",
    ]  # fmt: skip
    assert all(len(cookie.key) + len(cookie.value) < 4096 for cookie in cookies)
