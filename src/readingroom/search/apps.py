"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class SearchConfig(AppConfig):
    """The ``search`` app."""

    name = "readingroom.search"
    label = "search"

    def ready(self) -> None:
        """Listen to what is published, retired and erased."""
        from readingroom.search.marks import (  # noqa: PLC0415  # needs models
            mark_changed,
            mark_ungathered,
            mark_untold,
        )
        from readingroom.search.own import register_holdings  # noqa: PLC0415  # needs models

        events.subscribe(events.CaseChanged, mark_changed)
        events.subscribe(events.CaseChanged, mark_untold)
        events.subscribe(events.CaseChanged, mark_ungathered)
        events.subscribe(events.CaseErased, mark_changed)
        events.subscribe(events.EraseCopies, _forget_erased)
        register_holdings()


def _forget_erased(event: events.EraseCopies) -> None:
    # Most commands need no index, and importing what makes one takes longer than they do.
    from readingroom.search.index import forget_erased  # noqa: PLC0415

    forget_erased(event)
