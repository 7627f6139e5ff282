"""The addresses of the interface."""

from django.urls import path, re_path

from readingroom.api.interface import absent, api

urlpatterns = [
    path("v1/", api.urls),
    re_path(r"^.*$", absent),
]
