"""Where Django learns of this package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The ``web`` app."""

    name = "readingroom.web"
    label = "web"
