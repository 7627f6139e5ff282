"""Where Django learns of this package."""

from django.apps import AppConfig

from readingroom.infra import events


class ApiConfig(AppConfig):
    """The ``api`` app."""

    name = "readingroom.api"
    label = "api"

    def ready(self) -> None:
        """Listen to who leaves."""
        events.subscribe(events.PersonLeaving, _forget_requests)


def _forget_requests(event: events.PersonLeaving) -> None:
    from readingroom.api.models import DoneRequest  # noqa: PLC0415  # needs models

    DoneRequest.objects.filter(person__key=event.person_key).delete()
