"""What the tests of de-identification share: raw objects, a context, bytes of the outcome."""

import io
from datetime import datetime

import pydicom
from pydicom.dataset import Dataset

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.apply import DeidContext, Deidentified, deidentify

SECRET = b"a secret of thirty-two bytes.....".ljust(32)
ANCHOR = datetime.fromisoformat("2024-03-15T10:15:00")
CONTEXT = DeidContext(SECRET, ANCHOR)


def raw_of(dataset: Dataset) -> RawDataset:
    return RawDataset(dataset, str(dataset.file_meta.TransferSyntaxUID))


def cleaned(dataset: Dataset, context: DeidContext = CONTEXT) -> Dataset:
    return deidentified(dataset, context).clean.dataset


def deidentified(dataset: Dataset, context: DeidContext = CONTEXT) -> Deidentified:
    return deidentify(raw_of(dataset), context=context)


def written(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def holds(data: bytes, text: str) -> bool:
    """Whether ``text`` stands in ``data`` in some encoding, in any case."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
    return any(text.encode(e, "ignore").lower() in data.lower() for e in encodings)
