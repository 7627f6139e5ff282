"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class LearningConfig(AppConfig):
    """The ``learning`` app."""

    name = "readingroom.learning"
    label = "learning"

    def ready(self) -> None:
        """Listen to what is erased; say what is kept of learners."""
        from readingroom.learning.personal_holdings import (  # noqa: PLC0415  # needs models
            register_holdings,
        )
        from readingroom.learning.services.detach import (  # noqa: PLC0415  # needs models
            on_case_erased,
        )

        events.subscribe(events.CaseErased, on_case_erased)
        register_holdings()
