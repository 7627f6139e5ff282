"""Every address."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("readingroom.web.urls")),
]
handler404 = "readingroom.web.errors.page_not_found"
handler500 = "readingroom.web.errors.server_error"
handler403 = "readingroom.web.errors.permission_denied"
handler400 = "readingroom.web.errors.bad_request"
