"""Stage 5: one lossless form for all, a picture of each frame, and a last look for identity."""

import json
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import UID

from readingroom.archive.linkfile import Link, seal
from readingroom.archive.prepared import Prepared, write_metadata
from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.work import Held, Work
from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.deid import marks
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.imaging.deid.uids import derive_uid
from readingroom.imaging.deid.values import as_list, keep_terms
from readingroom.imaging.deid.whole import pixel_leaks
from readingroom.imaging.dicomjson import dataset_to_json
from readingroom.imaging.pixels.decode import is_encapsulated
from readingroom.imaging.pixels.encode import encode_instance
from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.pixels.preview import render_preview
from readingroom.imaging.writing import write_part10
from readingroom.storage.packs import PackedInstance

PREVIEW_SIDE_PX: Final = 512
IDENTITY_SUSPECTED: Final = "identity_suspected"
_ORIGIN: Final = ("PatientID", "IssuerOfPatientID", "StudyInstanceUID")
_SOP_INSTANCE_UID: Final = Tag("SOPInstanceUID")


def transcode(work: Work) -> None:
    """Encode the frames, make previews, write the prepared instance.

    Raises:
        Rejected: the pixels can't be decoded.
        Held: something that identifies the patient is in what would be filed.
    """
    clean = work.masked
    previews: list[bytes] = []

    def keep_preview(number: int, values: npt.NDArray[np.generic]) -> None:
        look = display_parameters(clean.dataset, frame_number=number)
        previews.append(render_preview(values, look=look, max_side_px=PREVIEW_SIDE_PX))

    encoded = encode_instance(clean, on_frame=keep_preview)
    header = _named(encoded.header, work)
    packed = PackedInstance(
        str(header.SOPInstanceUID),
        encoded.transfer_syntax_uid,
        encoded.media_type,
        write_header(header),
        encoded.frames,
        tuple(previews),
    )
    _search_for_identity(work, header, packed.header)
    if encoded.is_lossy or not is_encapsulated(clean.transfer_syntax_uid):  # else encoded anew
        _search_pixels(work, clean)
    work.series_instance_uid = str(header.SeriesInstanceUID)
    prepared = Prepared(
        packed,
        _metadata(header, packed),
        str(header.StudyInstanceUID),
        report=json.loads(work.deidentified.report.to_json()),
        link=_link(work, header),
    )
    write_beside(Path(work.task.prepared), prepared.parts())


def _link(work: Work, header: Dataset) -> str:
    """The way back to the patient, sealed to a key that is not on this machine."""
    if not work.setup.link_key:
        return ""
    had = {k: str(work.raw.dataset.get(k) or "") for k in _ORIGIN}
    link = Link(str(header.StudyInstanceUID), *(had[keyword] for keyword in _ORIGIN))
    return seal(link, work.setup.link_key)


def _metadata(header: Dataset, packed: PackedInstance) -> bytes:
    """DICOM JSON of the instance; its frames are told where they are, below the series."""
    values = dataset_to_json(header)
    values["00083002"] = {"vr": "UI", "Value": [packed.transfer_syntax]}
    if packed.frames:
        place = f"instances/{packed.sop_instance_uid}/frames"
        values["7FE00010"] = {"vr": "OW", "BulkDataURI": place}
    return write_metadata(values)


def _named(header: CleanDataset, work: Work) -> Dataset:
    """The header under the UID it is filed by: its own or, where another picture was there
    before under the same, one made from both."""
    dataset = header.dataset
    if work.task.content_digest:
        name = f"{dataset.SOPInstanceUID}/{work.task.content_digest}"
        uid = UID(derive_uid(name, secret=bytes.fromhex(work.setup.deid_secret)))
        dataset.add_new(_SOP_INSTANCE_UID, "UI", uid)
        dataset.file_meta.MediaStorageSOPInstanceUID = uid
    return dataset


def write_header(dataset: Dataset) -> bytes:
    """A Part 10 file of ``dataset``, which has file meta information and no pixels.

    It says that we wrote it (PS3.10 table 7.1-1).
    """
    meta = dataset.file_meta
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.ImplementationClassUID = UID(marks.IMPLEMENTATION_UID)
    meta.ImplementationVersionName = marks.IMPLEMENTATION_NAME
    return write_part10(dataset)


def _search_for_identity(work: Work, header: Dataset, written: bytes) -> None:
    """Fail closed: whatever de-identification may have missed, a person looks at it."""
    if IDENTITY_SUSPECTED in work.task.released or not leaks_in(written, work.identity):
        return
    # Phantoms are called after what they show. A defined term of the standard, where the
    # standard has it, names nobody.
    if leaks_in(write_header(_without_defined_terms(header)), work.identity):
        raise Held(IDENTITY_SUSPECTED)


def _search_pixels(work: Work, clean: CleanDataset) -> None:
    """A file may lie about where its pixels begin, and compressed frames have room for words."""
    if IDENTITY_SUSPECTED not in work.task.released and pixel_leaks(clean, work.identity):
        raise Held(IDENTITY_SUSPECTED)


def _without_defined_terms(header: Dataset) -> Dataset:
    rest = Dataset({e.tag: e for e in header if not _is_defined_term(e)})
    rest.file_meta = header.file_meta
    return rest


def _is_defined_term(element: DataElement) -> bool:
    values = as_list(element.value) if element.VR == "CS" else []
    return bool(values) and as_list(keep_terms(element.keyword, element.value)) == values
