"""Every address."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from readingroom.kernel.errors import NotFound
from readingroom.web.views.registration import ask


def closed(request: HttpRequest) -> HttpResponse:
    """An address of allauth that this library has no use for: nobody is written e-mail to.

    Raises:
        NotFound: always, as at an address where nothing ever was.
    """
    raise NotFound("Nothing is kept at this address, or it is not open to you. Check the address.")


urlpatterns = [
    # Before allauth's own; it needs their names, so they can't just be left out.
    re_path(r"^account/(?:email|confirm-email|inactive|password/reset|login/code)/", closed),
    re_path(r"^account/(?:3rdparty/signup|social|2fa/recovery-codes/download)/", closed),
    path("account/signup/", ask),
    path("account/", include("allauth.urls")),
    path("api/", include("readingroom.api.urls")),
    path("", include("readingroom.web.urls")),
]
handler404 = "readingroom.web.errors.page_not_found"
handler500 = "readingroom.web.errors.server_error"
handler403 = "readingroom.web.errors.permission_denied"
handler400 = "readingroom.web.errors.bad_request"
handler429 = "readingroom.web.errors.too_many_attempts"  # allauth's guard asks for it
