"""Tags of the pages about what came in."""

from django import template

from readingroom.cases.selectors.received import ReceivedRow
from readingroom.web.presentation import received

register = template.Library()


@register.filter
def headline(row: ReceivedRow) -> str:
    """What it is."""
    return received.headline(row)


@register.filter
def state_words(row: ReceivedRow) -> str:
    """Where it stands."""
    return received.state_words(row, row.totals)


@register.filter
def row_version(row: ReceivedRow) -> str:
    """Changes when the row has to be drawn anew."""
    return received.version_of(row.state, row.totals)


@register.filter
def day_words(day: int | None) -> str:
    """When a study was."""
    return received.day_words(day)


@register.filter
def in_bytes(size: int) -> str:
    """A size in words."""
    return received.size_in_words(size)
