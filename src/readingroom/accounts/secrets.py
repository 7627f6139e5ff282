"""Secrets of people that the database is to hold unreadable."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from readingroom.kernel.errors import Unavailable


def seal(text: str) -> str:
    """``text`` encrypted under the installation's secret."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What ``seal`` was given.

    Raises:
        Unavailable: it was sealed by another installation, or its secret was lost.
    """
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unavailable(
            "The second proof of this account can't be read any more. Ask whoever runs the "
            "library for a sign-in link."
        ) from None


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(settings.READINGROOM_SECOND_PROOF_SECRET))
