"""Why a redacted copy of a document isn't taken, in codes that can go from process to process."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.kernel.errors import InvalidInput

LARGEST: Final = 20 * 1024 * 1024
_PIECE: Final = 2 * 1024 * 1024  # searching takes forty times as much memory
_OVERLAP: Final = 1024
SENTENCES: Final = MappingProxyType(
    {
        "copy_not_for_this": "Only a PDF or a CDA document can be replaced by a redacted copy.",
        "copy_empty": "There is nothing in this file. Choose the redacted copy again.",
        "copy_too_large": (
            "This copy is larger than 20 MB. Export it with smaller pictures of its pages."
        ),
        "copy_same": (
            "This copy still holds the whole document as it came. Redact it, export it as a new "
            "file, and choose that one."
        ),
        "copy_not_pdf": "This is no whole PDF. Export the redacted copy again, as a PDF.",
        "copy_not_cda": (
            "This is no CDA document in XML. Export the redacted copy again, as it came."
        ),
        "copy_damaged": "This copy is damaged. Export the redacted copy again.",
        "copy_hidden_parts": (
            "This PDF has parts that can't be looked through: it is encrypted, has attachments, "
            "scripts, a form, or fonts whose letters can't be read. Print it as pictures of its "
            "pages and try again."
        ),
        "copy_packed": (
            "A part of this PDF can't be unpacked, so nobody can tell what is in it. Print it as "
            "pictures of its pages and try again."
        ),
        "copy_has_more": (
            "This document holds a file or a picture of its own, or points to one elsewhere. Take "
            "these out and try again."
        ),
        "copy_header": (
            "The head of this document still holds a name, an address, a telephone number, a "
            "birth date or a number of the patient's. Empty these and try again."
        ),
        "copy_names_someone": (
            "This copy still names someone: something that identifies the patient, or someone "
            "near them, stands in its text or its properties. Redact it and try again."
        ),
        "copy_unread": (
            "This copy could not be looked through to its end. Print it as pictures of its pages "
            "and try again."
        ),
    }
)


class DocumentRefused(InvalidInput):
    """A redacted copy that isn't taken.

    Attributes:
        why: a key of ``SENTENCES``; of ``copy_unread`` where it is none.
    """

    code = "copy_refused"

    def __init__(self, why: str) -> None:
        known = why if why in SENTENCES else "copy_unread"
        super().__init__(SENTENCES[known], detail=why)
        self.why = known


def refuse_names(parts: Iterable[bytes], identity: Identity, *, is_dense: bool = False) -> None:
    """Refuse what has something of ``identity`` in it, in any encoding.

    Args:
        parts: what is searched, each for itself; long ones a piece at a time.
        identity: what names anyone.
        is_dense: whether these are pixels, compressed or not; as ``leaks.leaks_in``.

    Raises:
        DocumentRefused: one of ``parts`` has.
    """
    for part in parts:
        for start in range(0, max(1, len(part)), _PIECE):
            piece = part[start : start + _PIECE + _OVERLAP]
            if leaks_in(piece, identity, is_dense=is_dense):
                raise DocumentRefused("copy_names_someone")
