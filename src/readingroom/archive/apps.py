"""Where Django learns of this package."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The ``archive`` app."""

    name = "readingroom.archive"
    label = "archive"
