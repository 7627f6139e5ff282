"""What comes once a corpus, after all visits: a head, a voice, and files in a ZIP archive."""

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from tests.factories.dicom import set_pixels

from benchmarks.deid import bases, documents, plant
from benchmarks.deid.encoding import EXPLICIT, encoded
from benchmarks.deid.plant import Planter
from benchmarks.deid.truth import Truth

HEAD, VOICE = "HEAD", "AUDIO"
ARCHIVE: Final = "export.zip"
_FRAMES, _SIDE = 30, 144
_SERIES: Final = 90


def head(visit: bases.Visit) -> Dataset:
    """A volume in which brow, nose and chin are: ellipsoids of skin and brain in air."""
    ds = bases.image(visit, "EMR", series=_SERIES, number=1)
    ds.BodyPartExamined = "HEAD"
    z, y, x = np.mgrid[-1 : 1 : _FRAMES * 1j, -1 : 1 : _SIDE * 1j, -1 : 1 : _SIDE * 1j]
    skull = (x / 0.62) ** 2 + (y / 0.8) ** 2 + (z / 0.98) ** 2 < 1
    brain = (x / 0.5) ** 2 + (y / 0.66) ** 2 + ((z - 0.1) / 0.8) ** 2 < 1
    nose = (x / 0.1) ** 2 + ((y + 0.8) / 0.16) ** 2 + ((z + 0.1) / 0.22) ** 2 < 1
    noise = np.random.default_rng(visit.number).integers(0, 40, skull.shape)
    values = (skull | nose) * 700 + brain * 500 + noise
    groups = [ds.PerFrameFunctionalGroupsSequence[0]] * _FRAMES
    ds.PerFrameFunctionalGroupsSequence = [_at(group, n) for n, group in enumerate(groups)]
    set_pixels(ds, values.astype(np.uint16), bits_stored=12)
    return ds


def _at(group: Dataset, number: int) -> Dataset:
    item = deepcopy(group)
    item.PlanePositionSequence[0].ImagePositionPatient = [-65.0, -65.0, 4.0 * number]
    item.FrameContentSequence[0].InStackPositionNumber = number + 1
    return item


def voice(visit: bases.Visit, p: Planter) -> Dataset:
    """Someone dictating: sound that says a name to whoever listens."""
    ds = documents.electrocardiogram(visit, p, [], number=1)
    ds.SOPClassUID, ds.Modality = "1.2.840.10008.5.1.4.1.1.9.4.2", "AU"
    ds.SeriesNumber, ds.SeriesInstanceUID = _SERIES + 1, visit.uid(_SERIES + 1)
    ds.SOPInstanceUID = visit.uid(_SERIES + 1, 1)
    sound = np.random.default_rng(visit.number).normal(0, 3000, 4000).astype("<i2").tobytes()
    group = ds.WaveformSequence[0]
    group.NumberOfWaveformSamples, group.SamplingFrequency = 4000, "8000"
    group.WaveformData = sound
    p.truth.add("voice", sound[2000:2048].hex(), "bytes")
    return ds


def packed(visit: bases.Visit, planters: list[Planter], folder: str) -> tuple[str, bytes]:
    """Two slices in an archive whose own comments name people.

    Args:
        planters: one for each slice; each gets its truth.
        folder: the archive's.

    Returns:
        the archive's path and bytes.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number, p in enumerate(planters, 1):
            ds = bases.image(visit, "CT", series=_SERIES + 2, number=number)
            ds.file_meta = FileMetaDataset()
            plant.note_header(ds, p)
            plant.descriptions(ds, p)
            entry = zipfile.ZipInfo(f"{p.truth.add('path', p.crowd.family())}_{number}.dcm")
            entry.comment = f"burnt by {p.stranger('ZIP comment')}".encode()
            p.truth.path = f"{folder}/{ARCHIVE}/{entry.filename}"
            archive.writestr(entry, encoded(ds, EXPLICIT, p))
            p.truth.syntax = EXPLICIT.name
        told = planters[0].stranger("ZIP comment")
        archive.comment = f"CD of {told}, {planters[0].number('ZIP comment')}".encode()
    return f"{folder}/{ARCHIVE}", target.getvalue()


def unpacked(data: bytes, path: str) -> Iterator[tuple[str, bytes]]:
    """Each file of an archive by its path, as ``Truth`` names it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            yield f"{path}/{entry.filename}", archive.read(entry)


def is_packed(truth: Truth) -> bool:
    """Whether the file lies in an archive."""
    return f"/{ARCHIVE}/" in truth.path
