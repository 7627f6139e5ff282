"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class ConferenceConfig(AppConfig):
    """The ``conference`` app."""

    name = "readingroom.conference"
    label = "conference"

    def ready(self) -> None:
        """Listen to what is erased; say what is kept of people."""
        from readingroom.conference.personal_holdings import (  # noqa: PLC0415  # needs models
            register_holdings,
        )
        from readingroom.conference.services.detach import (  # noqa: PLC0415  # needs models
            on_case_erased,
        )

        events.subscribe(events.CaseErased, on_case_erased)
        register_holdings()
