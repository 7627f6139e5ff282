"""A case that is erased leaves every conference that showed it."""

from readingroom.conference.models import Entry
from readingroom.infra import events


def on_case_erased(event: events.CaseErased) -> None:
    """Take the case out of all rooms, with what was asked and voted about it."""
    Entry.objects.filter(case_key=event.case_key).delete()
