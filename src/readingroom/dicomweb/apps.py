"""Where Django learns of this package."""

from django.apps import AppConfig


class DicomwebConfig(AppConfig):
    """The ``dicomweb`` app."""

    name = "readingroom.dicomweb"
    label = "dicomweb"
