"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class TeachingConfig(AppConfig):
    """The ``teaching`` app."""

    name = "readingroom.teaching"
    label = "teaching"

    def ready(self) -> None:
        """Listen to what is erased; say what is kept of people."""
        from readingroom.learning.events import ItemJudged  # noqa: PLC0415  # beside the others
        from readingroom.teaching.personal_holdings import (  # noqa: PLC0415  # needs models
            register_holdings,
        )
        from readingroom.teaching.services.marks_counted import (  # noqa: PLC0415  # needs models
            on_item_judged,
        )
        from readingroom.teaching.services.retention import (  # noqa: PLC0415  # needs models
            on_case_erased,
        )

        events.subscribe(events.CaseErased, on_case_erased)
        events.subscribe(ItemJudged, on_item_judged)
        register_holdings()
