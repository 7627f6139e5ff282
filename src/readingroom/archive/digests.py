"""Keyed digests: what the library knows a patient, a file or a UID by, and can't be turned back."""

import hashlib
import hmac
from collections.abc import Iterable

FILE_BYTES = "file-bytes"  # the purpose of the digest of a received file

_SEPARATOR = b"\0"


def keyed_digest(secret: bytes, purpose: str, *parts: str | bytes) -> str:
    """HMAC-SHA-256 in hex over ``purpose`` and ``parts``, none of which runs into the next."""
    mac = hmac.new(secret, purpose.encode(), hashlib.sha256)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        mac.update(_SEPARATOR + str(len(data)).encode() + _SEPARATOR + data)
    return mac.hexdigest()


def stream_digest(secret: bytes, purpose: str, chunks: Iterable[bytes]) -> str:
    """HMAC-SHA-256 in hex over ``purpose`` and bytes that come in pieces of any size."""
    mac = running_digest(secret, purpose)
    for chunk in chunks:
        mac.update(chunk)
    return mac.hexdigest()


def running_digest(secret: bytes, purpose: str) -> "hmac.HMAC":
    """The same digest while the bytes still come: ``update`` it, then ask for ``hexdigest``."""
    return hmac.new(secret, purpose.encode() + _SEPARATOR, hashlib.sha256)


def patient_secret(secret: bytes, patient_digest: str) -> bytes:
    """The secret that replacement UIDs of one patient are made with.

    A secret for each, so that two patients never share a UID, even where their files did.
    """
    return bytes.fromhex(keyed_digest(secret, "replacement-uids", patient_digest))
