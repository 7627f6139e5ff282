"""Shares as people read them."""

from django import template

register = template.Library()


@register.filter
def hundredths(share: float) -> str:
    """A score from 0 to 1 with two digits after the point."""
    return f"{share:.2f}"


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as a whole number of per cent."""
    return f"{round(100 * share)} %"
