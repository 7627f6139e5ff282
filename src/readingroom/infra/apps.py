"""Where Django learns of this package."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    """The ``infra`` app."""

    name = "readingroom.infra"
    label = "infra"
