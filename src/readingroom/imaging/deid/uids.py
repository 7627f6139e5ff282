"""Replacement UIDs that keep references intact and can't be turned back without the key."""

import functools
import hashlib
import hmac
import re
from typing import Final

from pydicom.uid import UID_dictionary

from readingroom.kernel.errors import InvalidInput

MIN_SECRET_BYTES: Final = 32

_UID: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*")
# Label map segmentation, which pydicom doesn't list yet.
_NEWER: Final = frozenset({"1.2.840.10008.5.1.4.1.1.66.7"})
_MAX_LENGTH: Final = 64  # PS3.5 section 9.1
_VERSION_MASK, _VERSION_8 = 0xF << 76, 0x8 << 76
_VARIANT_MASK, _VARIANT_RFC = 0x3 << 62, 0x2 << 62


def is_uid(text: str) -> bool:
    """Whether ``text`` is digits and dots, at most 64 long (PS3.5 section 9.1)."""
    return len(text) <= _MAX_LENGTH and _UID.fullmatch(text) is not None


def is_standard_uid(text: str) -> bool:
    """Whether the standard itself registers this UID (PS3.6 Annex A), such as an SOP class.

    Only the registry counts. A UID that merely begins like one of these may hold anything.
    """
    return text in UID_dictionary or text in _NEWER


def check_secret(secret: bytes) -> None:
    """Refuse a key that could be guessed.

    Raises:
        InvalidInput: shorter than ``MIN_SECRET_BYTES``.
    """
    if len(secret) < MIN_SECRET_BYTES:
        raise InvalidInput("The de-identification secret must be at least 32 bytes long.")


def derive_uid(original: str, *, secret: bytes) -> str:
    """The stand-in for ``original`` under this library's secret.

    The same pair always gives the same UID, so that a series still belongs to its study after
    each file was cleaned alone, in any order, by any worker.

    Args:
        original: a UID of the source; spaces and NULs that pad it don't matter.
        secret: at least ``MIN_SECRET_BYTES``. Without it, later files of a known study would
            not join that study.

    Returns:
        A UID under ``2.25.``, at most 44 characters.

    Raises:
        InvalidInput: ``secret`` is too short.

    Source: PS3.15 Annex E action U; PS3.5 section B.2; RFC 9562 section 5.8 (version 8).
    """
    check_secret(secret)
    return _derive(original.strip(" \0"), secret)


@functools.lru_cache(maxsize=4096)
def _derive(original: str, secret: bytes) -> str:
    message = b"readingroom-uid:" + original.encode("utf-8", "surrogatepass")
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    number = int.from_bytes(digest[:16], "big")
    number = (number & ~_VERSION_MASK) | _VERSION_8
    number = (number & ~_VARIANT_MASK) | _VARIANT_RFC
    return f"2.25.{number}"


def replace_uid(original: str, *, secret: bytes) -> str:
    """A registered UID as it is, any other one's stand-in, nothing for an empty one."""
    text = original.strip(" \0")
    if not text or is_standard_uid(text):
        return text
    return derive_uid(text, secret=secret)
