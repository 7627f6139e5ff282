"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class SearchConfig(AppConfig):
    """The ``search`` app."""

    name = "readingroom.search"
    label = "search"

    def ready(self) -> None:
        """Listen to what is published and retired."""
        from readingroom.search.marks import mark_changed  # noqa: PLC0415  # needs models

        events.subscribe(events.CaseChanged, mark_changed)
