"""Whether a password will do, in words for whoever chose it."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput


class WeakPassword(InvalidInput):
    """A password that others would guess."""

    code = "weak_password"


def check_password_fits(password: str, person: Person) -> None:
    """Raise ``WeakPassword`` with all that is wrong with ``password`` for ``person``."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from None
