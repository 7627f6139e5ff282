"""Light, dark, or as the system says."""

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from readingroom.kernel.errors import InvalidInput
from readingroom.web.context import THEME_COOKIE, THEMES

_YEAR_S = 31_536_000


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the choice on this computer and go back to where the reader was."""
    theme = request.POST.get("theme", "")
    if theme and theme not in THEMES:
        raise InvalidInput("Choose light, dark, or the colours of the system.")
    response = HttpResponseRedirect(way_back(request), status=303)
    if not theme:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
        return response
    # Scripts change it too, without a page load; it tells nothing worth hiding from them.
    response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR_S, samesite="Lax")
    return response


def way_back(request: HttpRequest) -> str:
    """Where the form stands, as it is now: filters change the address without a load."""
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = page.netloc == request.get_host() and page.path.startswith("/")
    back = urlunsplit(("", "", page.path, page.query, ""))
    is_safe = is_ours and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_safe else reverse("web:library")
