"""Figures of a learner's own pages."""

from collections.abc import Collection, Mapping

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as whole hundredths."""
    return f"{share * 100:.0f} %"


@register.filter
def at(found: Mapping[str, object], name: str) -> object:
    """What is kept under a name; None for nothing."""
    return found.get(name)


@register.filter
def in_set(key: object, keys: Collection[object]) -> bool:
    """Whether it is one of them."""
    return key in keys


@register.filter
def hundredths(score: float) -> str:
    """A score as the page of its result has it."""
    return f"{score:.2f}"
