"""The moment that a patient's dates are counted from: sealed, so that a stolen database tells none.

AES-256-GCM with a fresh nonce, bound to the patient's digest, so that a sealed anchor can't be
moved from one row to another.
"""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from readingroom.kernel.errors import Unavailable

if TYPE_CHECKING:  # the command that cleans a folder has no database
    from readingroom.archive.models import Patient

_NONCE_BYTES = 12


def seal_anchor(anchor: datetime, *, patient_digest: str, secret: bytes) -> bytes:
    """Encrypt ``anchor`` (naive, as in DICOM) under a 32-byte ``secret``."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    text = anchor.isoformat(timespec="microseconds").encode()
    return nonce + AESGCM(secret).encrypt(nonce, text, patient_digest.encode())


def open_anchor(sealed: bytes, *, patient_digest: str, secret: bytes) -> datetime:
    """What ``seal_anchor`` sealed.

    Raises:
        Unavailable: it was sealed under another secret, or altered.
    """
    nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        plain = AESGCM(secret).decrypt(nonce, text, patient_digest.encode())
    except InvalidTag:
        raise Unavailable(
            "The library's secret does not fit its database. Restore both from one backup."
        ) from None
    return datetime.fromisoformat(plain.decode())


def stated_anchor(patient: "Patient | None", *, secret: bytes) -> str:
    """A patient's moment for a reading process, in ISO 8601; empty where there is none.

    Raises:
        Unavailable: as for ``open_anchor``.
    """
    if patient is None or patient.sealed_anchor is None:
        return ""
    sealed = bytes(patient.sealed_anchor)
    return open_anchor(sealed, patient_digest=patient.key_digest, secret=secret).isoformat()
