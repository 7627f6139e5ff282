"""Where Django learns of this package."""

from django.apps import AppConfig


class DimseConfig(AppConfig):
    """The ``dimse`` app."""

    name = "readingroom.dimse"
    label = "dimse"
