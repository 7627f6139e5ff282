"""What pages about people ask for."""

from django import template

from readingroom.accounts.registration import Registration
from readingroom.accounts.services.invitations import rules

register = template.Library()


@register.simple_tag
def registration() -> Registration:
    """Who may make an account here."""
    return rules()


@register.simple_tag
def passkey_props(kind: str, options: object = None, url: str = "") -> dict[str, object]:
    """What the ``passkey`` island is told.

    Args:
        kind: ``create``, ``get``, or ``login`` for options that are asked for at ``url``.
        options: what allauth made, with binary values in base64url.
        url: where to ask.
    """
    return {"kind": kind, "options": options, "url": url}
