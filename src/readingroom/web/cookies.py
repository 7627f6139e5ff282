"""Cookies that several pages set."""

from collections.abc import Iterable
from http.cookies import Morsel

from django.conf import settings
from django.http import HttpResponse

from readingroom.cases.pixels import GrantCookie


def set_grant_cookies(response: HttpResponse, grants: Iterable[GrantCookie]) -> None:
    """Hand out the grants of each study, each sent back to its own study's pixels only.

    Cookies of different studies share a name and differ in path, which ``set_cookie`` can't say.
    """
    for grant in grants:
        morsel: Morsel[str] = Morsel()
        morsel.set(grant.name, grant.token, grant.token)
        morsel["path"] = grant.path
        morsel["max-age"] = grant.lifetime_s
        morsel["httponly"] = True
        morsel["samesite"] = "Lax"
        if settings.SESSION_COOKIE_SECURE:
            morsel["secure"] = True
        response.cookies[f"{grant.name} {grant.path}"] = morsel
