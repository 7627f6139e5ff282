"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class CasesConfig(AppConfig):
    """The ``cases`` app."""

    name = "readingroom.cases"
    label = "cases"

    def ready(self) -> None:
        """Listen to what comes in."""
        from readingroom.cases.jobs import look_for_teaching_files  # noqa: PLC0415  # needs models

        events.subscribe(events.SubmissionFinished, look_for_teaching_files)
