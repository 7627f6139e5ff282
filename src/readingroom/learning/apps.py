"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events
from readingroom.learning import events as told


class LearningConfig(AppConfig):
    """The ``learning`` app."""

    name = "readingroom.learning"
    label = "learning"

    def ready(self) -> None:
        """Listen to what is answered and erased; say what is kept of learners."""
        from readingroom.learning import group_seats  # noqa: PLC0415  # needs models
        from readingroom.learning.personal_holdings import (  # noqa: PLC0415  # needs models
            register_holdings,
        )
        from readingroom.learning.services import cards  # noqa: PLC0415  # needs models
        from readingroom.learning.services.detach import (  # noqa: PLC0415  # needs models
            on_case_erased,
        )
        from readingroom.learning.services.personal import (  # noqa: PLC0415  # needs models
            on_person_leaving,
        )

        events.subscribe(events.CaseErased, on_case_erased)
        events.subscribe(told.AttemptFinished, group_seats.on_attempt_finished)
        events.subscribe(told.ItemAnswered, group_seats.on_item_answered)
        events.subscribe(told.AttemptFinished, cards.on_attempt_finished)
        events.subscribe(told.ItemAnswered, cards.on_item_answered)
        events.subscribe(told.ItemJudged, cards.on_item_judged)
        events.subscribe(events.PersonLeaving, on_person_leaving)
        register_holdings()
