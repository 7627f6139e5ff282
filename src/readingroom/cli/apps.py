"""Where Django learns of this package."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The ``cli`` app."""

    name = "readingroom.cli"
    label = "cli"
