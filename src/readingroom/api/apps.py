"""Where Django learns of this package."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The ``api`` app."""

    name = "readingroom.api"
    label = "api"
