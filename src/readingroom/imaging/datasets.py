"""Two types, so that an object with identity in it can't be mistaken for one without.

``RawDataset`` is what was read; ``CleanDataset`` is what de-identification made of it. Only
``imaging.deid.apply`` makes a ``CleanDataset`` from a raw one, and everything that stores,
describes or shows an object accepts nothing else, so that forgetting the step is a type error.
"""

from dataclasses import dataclass
from typing import Final

from pydicom.dataset import Dataset

_SEAL: Final = object()


@dataclass(frozen=True)
class RawDataset:
    """A DICOM object as received. It may name a patient.

    Attributes:
        dataset: the whole object, pixel data included, with ``file_meta`` filled in; never
            changed after reading.
        transfer_syntax_uid: the syntax its pixel data is in, stated or found.
    """

    dataset: Dataset
    transfer_syntax_uid: str

    def __repr__(self) -> str:
        return "RawDataset(…)"  # never a value: this ends up in tracebacks


class CleanDataset:
    """A DICOM object whose identity was removed. Made by ``imaging.deid`` alone."""

    __slots__ = ("dataset", "transfer_syntax_uid")

    def __init__(self, dataset: Dataset, transfer_syntax_uid: str, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Only de-identification makes a CleanDataset.")
        self.dataset = dataset
        self.transfer_syntax_uid = transfer_syntax_uid

    def __repr__(self) -> str:
        return "CleanDataset(…)"


def seal_clean(dataset: Dataset, transfer_syntax_uid: str) -> CleanDataset:
    """Declare ``dataset`` clean.

    For two callers, which a test enforces: ``imaging.deid.apply``, and the reader of what the
    route itself wrote after that step.
    """
    return CleanDataset(dataset, transfer_syntax_uid, seal=_SEAL)
