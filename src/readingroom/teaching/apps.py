"""Where Django learns of this package."""

from django.apps import AppConfig


class TeachingConfig(AppConfig):
    """The ``teaching`` app."""

    name = "readingroom.teaching"
    label = "teaching"
