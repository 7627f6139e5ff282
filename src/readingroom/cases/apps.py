"""Where Django learns of this package."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The ``cases`` app."""

    name = "readingroom.cases"
    label = "cases"
