"""Where Django learns of this package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The ``web`` app."""

    name = "readingroom.web"
    label = "web"

    def ready(self) -> None:
        """Subscribe to what happens below."""
        from readingroom.accounts.news import NoticeWanted  # noqa: PLC0415
        from readingroom.infra.events import SubmissionFinished, subscribe  # noqa: PLC0415
        from readingroom.web import due_count, marking_count  # noqa: PLC0415
        from readingroom.web.jobs import on_finished  # noqa: PLC0415
        from readingroom.web.notice_mail import on_wanted  # noqa: PLC0415

        subscribe(SubmissionFinished, on_finished)
        subscribe(NoticeWanted, on_wanted)
        due_count.listen()
        marking_count.listen()
