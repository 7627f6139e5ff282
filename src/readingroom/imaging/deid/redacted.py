"""A redacted copy in the place of a document: whether it may take it, and taking it."""

from collections.abc import Callable
from typing import Final

from pydicom.uid import EncapsulatedCDAStorage, EncapsulatedPDFStorage

from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.deid import cda, pdf
from readingroom.imaging.deid.copies import LARGEST, DocumentRefused
from readingroom.imaging.deid.identity import Identity

# Of the classes whose document can be replaced, the MIME type of it (PS3.3 C.24.2).
MEDIA_TYPES: Final = {
    str(EncapsulatedPDFStorage): "application/pdf",
    str(EncapsulatedCDAStorage): "text/XML",
}
_CHECKS: Final[dict[str, Callable[[bytes, Identity], None]]] = {
    str(EncapsulatedPDFStorage): pdf.check_redacted,
    str(EncapsulatedCDAStorage): cda.check_redacted,
}
_LEAST_COMPARED: Final = 16  # bytes


def media_type_of(sop_class: str) -> str:
    """What a redacted copy has to be; empty where none can be taken."""
    return MEDIA_TYPES.get(sop_class, "")


def check_copy(raw: RawDataset, data: bytes, identity: Identity) -> None:
    """Let a redacted copy of the document in ``raw`` pass, or say why it can't.

    Args:
        raw: the object as received.
        data: the copy, of up to ``LARGEST`` bytes.
        identity: what names anyone in ``raw`` and in what came with it.

    Raises:
        DocumentRefused: the object holds no PDF and no CDA document; the copy is empty, too
            large, or holds the document as it came; or as the ``check_redacted`` of its kind.
    """
    check = _CHECKS.get(_class_of(raw.dataset.get("SOPClassUID")))
    if check is None:
        raise DocumentRefused("copy_not_for_this")
    if not data.strip():
        raise DocumentRefused("copy_empty")
    if len(data) > LARGEST:
        raise DocumentRefused("copy_too_large")
    original = bytes(raw.dataset.get("EncapsulatedDocument") or b"").strip(b"\0 \r\n")
    if len(original) >= _LEAST_COMPARED and original in data:  # a PDF may only have grown
        raise DocumentRefused("copy_same")
    check(data, identity)


def put_document(clean: CleanDataset, data: bytes) -> None:
    """Put a copy that ``check_copy`` let pass where the object's own document was.

    Source: PS3.3 section C.24.2 (Encapsulated Document Module).
    """
    dataset = clean.dataset
    dataset.MIMETypeOfEncapsulatedDocument = MEDIA_TYPES[_class_of(dataset.SOPClassUID)]
    dataset.EncapsulatedDocumentLength = len(data)
    dataset.EncapsulatedDocument = data + bytes(len(data) % 2)


def _class_of(stated: object) -> str:
    return str(stated or "").strip(" \0")
