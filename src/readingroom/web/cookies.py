"""Cookies that several pages set."""

from collections.abc import Iterable
from http.cookies import Morsel

from django.conf import settings
from django.http import HttpResponse

from readingroom.cases.pixels import GrantCookie

GRANT_COOKIE = "readingroom_grant"


def set_grant_cookies(response: HttpResponse, grants: Iterable[GrantCookie]) -> None:
    """Hand out one grant for each study, each sent back to its own study's pixels only.

    The cookies share a name and differ in path, which ``set_cookie`` can't say.
    """
    for grant in grants:
        morsel: Morsel[str] = Morsel()
        morsel.set(GRANT_COOKIE, grant.token, grant.token)
        morsel["path"] = grant.path
        morsel["max-age"] = grant.lifetime_s
        morsel["httponly"] = True
        morsel["samesite"] = "Lax"
        if settings.SESSION_COOKIE_SECURE:
            morsel["secure"] = True
        response.cookies[f"{GRANT_COOKIE} {grant.path}"] = morsel
