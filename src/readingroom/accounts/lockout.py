"""Counting failed attempts to sign in without keeping what was typed.

People type passwords into the field of the name, and names that are nobody's business.
"""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "readingroom.accounts.lockout"


def attempted_name(
    request: HttpRequest | None, credentials: Mapping[str, str] | None = None
) -> str | None:
    """A keyed digest that stands for the name someone tried, for ``AXES_USERNAME_CALLABLE``.

    The same name always gives the same 64 hex digits, so that attempts are counted; ``None`` where
    no name was typed.
    """
    typed = (credentials or {}).get("username")
    if not typed and request is not None:
        typed = request.POST.get("username") or request.POST.get("login")
    return salted_hmac(_SALT, typed, algorithm="sha256").hexdigest() if typed else None
