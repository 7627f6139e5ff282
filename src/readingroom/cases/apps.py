"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class CasesConfig(AppConfig):
    """The ``cases`` app."""

    name = "readingroom.cases"
    label = "cases"

    def ready(self) -> None:
        """Listen to what comes in."""
        events.subscribe(events.SubmissionFinished, _look_for_teaching_files)
        events.subscribe(events.CaseErased, _forget_notices)
        events.subscribe(events.EraseCopies, _drop_exports)
        events.subscribe(events.PersonLeaving, _note_who_left)


def _look_for_teaching_files(event: events.SubmissionFinished) -> None:
    # All that reads files comes with it, a second that most commands need not wait for.
    from readingroom.cases.jobs import look_for_teaching_files  # noqa: PLC0415

    look_for_teaching_files(event)


def _forget_notices(event: events.CaseErased) -> None:
    from readingroom.accounts.services.telling import forget_subject  # noqa: PLC0415  # has models

    forget_subject(event.case_key)


def _drop_exports(_event: events.EraseCopies) -> None:
    from readingroom.cases.services.writing_export import drop_exports  # noqa: PLC0415  # has models

    drop_exports()


def _note_who_left(_event: events.PersonLeaving) -> None:
    from readingroom.cases.jobs import note_who_left  # noqa: PLC0415  # reads files, as above
    from readingroom.infra.jobs import enqueue_after_commit  # noqa: PLC0415  # has models

    enqueue_after_commit(note_who_left)
