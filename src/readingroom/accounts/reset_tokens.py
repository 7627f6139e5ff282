"""What the link for a new password says. It is kept nowhere: it follows from the person's row.

It holds for an hour (``PASSWORD_RESET_TIMEOUT``), until the password or the address is another, or
its person signs in.
"""

from typing import Final
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator

from readingroom.accounts.models import Person

_SEPARATOR: Final = "~"  # stands in neither part


def token_for(person: Person) -> str:
    """A link's token."""
    return f"{person.key.hex}{_SEPARATOR}{default_token_generator.make_token(person)}"


def key_in(token: str) -> UUID | None:
    """Whose it says it is."""
    try:
        return UUID(hex=token.partition(_SEPARATOR)[0])
    except ValueError:
        return None


def holds_for(person: Person, token: str) -> bool:
    """Whether it is theirs, and is not over."""
    proof = token.partition(_SEPARATOR)[2]
    return bool(default_token_generator.check_token(person, proof))
