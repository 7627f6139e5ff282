"""Reading what lies in quarantine: a DICOM object, or a picture that becomes one."""

from pathlib import Path

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.photographs import read_photograph
from readingroom.imaging.refusals import NotDicom


def read_given(original: Path) -> RawDataset:
    """One file as received, where ``archive.quarantine`` keeps it.

    Raises:
        Rejected: it is neither DICOM nor a picture, is damaged, or beyond limits.
    """
    try:
        return read_part10(original)
    except NotDicom:
        batch = original.parent.parent.name  # the submission: its pictures belong together
        number = int(original.name) if original.name.isdigit() else 1
        return read_photograph(original, batch=batch, number=number)
