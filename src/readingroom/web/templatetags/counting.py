"""Numbers as people read them."""

from django import template

register = template.Library()


@register.filter
def counted(number: int) -> str:
    """With a comma at each thousand."""
    return f"{number:,}"
