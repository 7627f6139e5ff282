"""Where Django learns of this package."""

from django.apps import AppConfig


class ConferenceConfig(AppConfig):
    """The ``conference`` app."""

    name = "readingroom.conference"
    label = "conference"
