"""Small synthetic DICOM objects, made in memory: deterministic, valid enough, no patient's.

Every maker takes DICOM keywords as extra arguments (``ct_slice(PatientName="A^B")``; ``None``
leaves an attribute out). ``to_bytes`` writes Part 10; ``marked`` plants a string in every text
attribute there is, nested and private ones too.
"""

import copy
import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import (
    CTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
    SecondaryCaptureImageStorage,
    UltrasoundMultiFrameImageStorage,
)

ROOT = "2.25.70001"
AXIAL = [1, 0, 0, 0, 1, 0]
SAGITTAL = [0, 1, 0, 0, 0, -1]
CORONAL = [1, 0, 0, 0, 0, -1]
_TEXT_VRS = frozenset({"LO", "LT", "SH", "ST", "UC", "UT", "PN"})

Array = npt.NDArray[Any]


def uid(*parts: int) -> str:
    """A UID of the factories' own, the same for the same numbers."""
    return ".".join([ROOT, *(str(part) for part in parts)])


def noise(shape: tuple[int, ...], *, low: int, high: int, dtype: str, seed: int = 1) -> Array:
    """Even noise in ``[low, high]``, the same for the same seed."""
    return np.random.default_rng(seed).integers(low, high, size=shape, endpoint=True, dtype=dtype)


def set_pixels(dataset: Dataset, values: Array, *, bits_stored: int | None = None) -> Dataset:
    """Put native pixel data into ``dataset``: (rows, columns[, 3]), or frames of these in front."""
    colour = values.shape[-1] == 3 and values.ndim > 2
    frames = values.ndim - (3 if colour else 2)
    rows, columns = values.shape[frames : frames + 2]
    dataset.Rows, dataset.Columns = rows, columns
    dataset.SamplesPerPixel = 3 if colour else 1
    if colour:
        dataset.PlanarConfiguration = 0
    if frames:
        dataset.NumberOfFrames = values.shape[0]
    dataset.BitsAllocated = values.dtype.itemsize * 8
    dataset.BitsStored = bits_stored or dataset.BitsAllocated
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(values.dtype.kind == "i")
    data = values.astype(values.dtype.newbyteorder("<")).tobytes()
    padded = data + b"\0" * (len(data) % 2)
    dataset.add_new(0x7FE00010, "OB" if values.dtype.itemsize == 1 else "OW", padded)
    return dataset


def _object(sop_class: str, modality: str, number: int, series: int) -> Dataset:
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, uid(1, series, number)
    ds.StudyInstanceUID, ds.SeriesInstanceUID = uid(1), uid(1, series)
    ds.FrameOfReferenceUID = uid(9)
    ds.StudyDate, ds.SeriesDate, ds.ContentDate = "20240315", "20240315", "20240315"
    ds.StudyTime, ds.SeriesTime, ds.ContentTime = "101500", "101600", "101700"
    ds.AccessionNumber, ds.StudyID = "ACC-1", "1"
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = modality, series, number
    ds.Manufacturer, ds.InstitutionName = "Synthetic", "Nowhere General"
    ds.PatientName, ds.PatientID = "Nobody^Nora", "P-1"
    ds.PatientBirthDate, ds.PatientSex = "19440101", "F"
    ds.ReferringPhysicianName = "Referrer^R"
    ds.PhotometricInterpretation = "MONOCHROME2"
    return ds


def _finish(ds: Dataset, fields: dict[str, Any]) -> Dataset:
    for keyword, value in fields.items():
        if value is not None:
            setattr(ds, keyword, value)
        elif keyword in ds:
            delattr(ds, keyword)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.get("SOPClassUID", "")
    ds.file_meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID", "")
    return ds


def _place(ds: Dataset, position: Sequence[float], orientation: Sequence[float]) -> None:
    ds.ImagePositionPatient = list(position)
    ds.ImageOrientationPatient = list(orientation)
    ds.PixelSpacing = [0.5, 0.5]
    ds.SliceThickness = 5


def ct_slice(
    *, number: int = 1, z: float = 0.0, values: Array | None = None, series: int = 1,
    orientation: Sequence[float] = AXIAL, position: Sequence[float] | None = None, **fields: Any,
) -> Dataset:  # fmt: skip
    """A CT slice of signed 16-bit values, rescaled 1 × v − 1024, soft-tissue window."""
    ds = _object(CTImageStorage, "CT", number, series)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.BodyPartExamined, ds.KVP, ds.RescaleType = "CHEST", 120, "HU"
    _place(ds, position or [-10, -10, z], orientation)
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    ds.WindowCenter, ds.WindowWidth = 40, 400
    pixels = noise((16, 16), low=0, high=2047, dtype="int16", seed=number)
    set_pixels(ds, pixels if values is None else values)
    return _finish(ds, fields)


def mr_slice(
    *, number: int = 1, position: Sequence[float] = (0, 0, 0), series: int = 2,
    orientation: Sequence[float] = SAGITTAL, values: Array | None = None, **fields: Any,
) -> Dataset:  # fmt: skip
    """An MR slice of 12 unsigned bits in 16, without a window of its own."""
    ds = _object(MRImageStorage, "MR", number, series)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M", "SE"]
    ds.BodyPartExamined, ds.ScanningSequence, ds.SequenceVariant = "CSPINE", "SE", "SK"
    ds.ScanOptions, ds.MRAcquisitionType = "", "2D"
    ds.EchoTime, ds.RepetitionTime, ds.EchoTrainLength = 90, 3000, 8
    _place(ds, position, orientation)
    ds.SliceThickness, ds.SpacingBetweenSlices = 3, 3.3
    pixels = noise((16, 12), low=0, high=4095, dtype="uint16", seed=number)
    set_pixels(ds, pixels if values is None else values, bits_stored=12)
    return _finish(ds, fields)


def mr_series(count: int = 5, *, spacing_mm: float = 3.3, **fields: Any) -> list[Dataset]:
    """Sagittal slices from the patient's right to left, numbered so."""
    return [
        mr_slice(number=i + 1, position=[i * spacing_mm - 8, -10, 10], **fields)
        for i in range(count)
    ]


def us_clip(*, frames: int = 3, rows: int = 12, columns: int = 16, **fields: Any) -> Dataset:
    """An RGB ultrasound clip, 40 ms a frame."""
    ds = _object(UltrasoundMultiFrameImageStorage, "US", 1, 3)
    ds.ImageType, ds.FrameTime = ["ORIGINAL", "PRIMARY"], 40
    ds.FrameIncrementPointer = 0x00181063
    ds.PhotometricInterpretation = "RGB"
    set_pixels(ds, noise((frames, rows, columns, 3), low=0, high=255, dtype="uint8"))
    return _finish(ds, fields)


def secondary_capture(*, values: Array | None = None, **fields: Any) -> Dataset:
    """An 8-bit grey secondary capture."""
    ds = _object(SecondaryCaptureImageStorage, "OT", 1, 4)
    ds.ConversionType = "WSD"
    pixels = noise((10, 14), low=0, high=255, dtype="uint8")
    set_pixels(ds, pixels if values is None else values)
    return _finish(ds, fields)


def monochrome1(**fields: Any) -> Dataset:
    """A picture whose low values are bright."""
    return secondary_capture(PhotometricInterpretation="MONOCHROME1", **fields)


def palette(**fields: Any) -> Dataset:
    """Indices 0–3 into a palette of black, red, green and white, 16 bits an entry."""
    values = np.arange(140, dtype=np.uint8).reshape(10, 14) % 4
    ds = secondary_capture(values=values, PhotometricInterpretation="PALETTE COLOR")
    columns = {
        "Red": [0, 65535, 0, 65535], "Green": [0, 0, 65535, 65535], "Blue": [0, 0, 0, 65535]
    }  # fmt: skip
    for name, entries in columns.items():
        setattr(ds, f"{name}PaletteColorLookupTableDescriptor", [4, 0, 16])
        data = np.array(entries, dtype="<u2").tobytes()
        setattr(ds, f"{name}PaletteColorLookupTableData", data)
    return _finish(ds, fields)


def ybr_full(**fields: Any) -> Dataset:
    """Native YBR_FULL of one colour: pure red, (76, 85, 255) by PS3.3 C.7.6.3.1.2."""
    values = np.tile(np.array([76, 85, 255], dtype=np.uint8), (8, 10, 1))
    return secondary_capture(values=values, PhotometricInterpretation="YBR_FULL", **fields)


def enhanced_mr(*, frames: int = 4, spacing_mm: float = 4.0, **fields: Any) -> Dataset:
    """An enhanced multi-frame MR: geometry and rescale in functional groups, feet first."""
    ds = _object(EnhancedMRImageStorage, "MR", 1, 5)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    shared = Dataset()
    measures, plane = Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = [0.7, 0.7], spacing_mm
    plane.ImageOrientationPatient = AXIAL
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [plane]
    ds.SharedFunctionalGroupsSequence = [shared]
    ds.PerFrameFunctionalGroupsSequence = [
        _functional_groups(number, spacing_mm) for number in range(frames)
    ]
    pixels = noise((frames, 9, 11), low=0, high=4095, dtype="uint16", seed=5)
    set_pixels(ds, pixels, bits_stored=12)
    return _finish(ds, fields)


def _functional_groups(number: int, spacing_mm: float) -> Dataset:
    item, place, content, voi, rescale = (Dataset() for _ in range(5))
    place.ImagePositionPatient = [-5, -5, number * spacing_mm]
    content.StackID, content.InStackPositionNumber = "1", number + 1
    content.DimensionIndexValues = [1, number + 1]
    voi.WindowCenter, voi.WindowWidth = 100 + number, 200
    rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = 2, number, "US"
    item.PlanePositionSequence, item.FrameContentSequence = [place], [content]
    item.FrameVOILUTSequence, item.PixelValueTransformationSequence = [voi], [rescale]
    return item


def encapsulated(dataset: Dataset, transfer_syntax: str, frames: Sequence[bytes]) -> Dataset:
    """A copy of ``dataset`` with these encoded frames under that transfer syntax."""
    ds = copy.deepcopy(dataset)
    ds.file_meta.TransferSyntaxUID = transfer_syntax
    ds.add_new(0x7FE00010, "OB", encapsulate(list(frames)))
    ds["PixelData"].is_undefined_length = True
    return ds


def to_bytes(dataset: Dataset, *, transfer_syntax: str | None = None, part10: bool = True) -> bytes:
    """Write ``dataset``; without ``part10`` neither preamble nor meta header."""
    ds = copy.deepcopy(dataset)
    syntax = transfer_syntax or ds.file_meta.TransferSyntaxUID
    buffer = io.BytesIO()
    if not pydicom.uid.UID(syntax).is_little_endian and ds.get("BitsAllocated") == 16:
        ds.PixelData = np.frombuffer(ds.PixelData, dtype="<u2").byteswap().tobytes()
    if part10:
        ds.file_meta.TransferSyntaxUID = syntax
        pydicom.dcmwrite(buffer, ds, enforce_file_format=True)
    else:
        chosen = pydicom.uid.UID(syntax)
        del ds.file_meta
        pydicom.dcmwrite(
            buffer, ds,
            implicit_vr=chosen.is_implicit_VR, little_endian=chosen.is_little_endian,
        )  # fmt: skip
    return buffer.getvalue()


def marked(dataset: Dataset, marker: str) -> Dataset:
    """A copy with ``marker`` in every text attribute: present, missing, nested and private.

    Descriptions, comments and names that the object lacks are added, a nested sequence and a
    private block too; values that were there keep standing in front of the marker.
    """
    ds = copy.deepcopy(dataset)
    for keyword in (
        "PatientComments", "StudyDescription", "SeriesDescription", "ImageComments",
        "OperatorsName", "AdditionalPatientHistory", "InstitutionAddress", "StationName",
        "ProtocolName", "RequestingPhysician", "DerivationDescription", "OtherPatientIDs",
    ):  # fmt: skip
        if keyword not in ds:
            setattr(ds, keyword, marker)
    inner, outer = Dataset(), Dataset()
    inner.RequestedProcedureDescription, inner.RequestingService = marker, marker
    inner.private_block(0x0011, "FACTORY", create=True).add_new(0x01, "LO", marker)
    outer.RequestedProcedureDescription = marker
    outer.RequestedProcedureCodeSequence = DicomSequence([inner])
    ds.RequestAttributesSequence = DicomSequence([outer])
    block = ds.private_block(0x0011, "FACTORY", create=True)
    block.add_new(0x01, "LO", marker)
    block.add_new(0x02, "UN", marker.encode())
    block.add_new(0x03, "SQ", DicomSequence([copy.deepcopy(inner)]))
    _walk(ds, lambda element: _plant(element, marker))
    return ds


def _plant(element: Any, marker: str) -> None:
    if element.VR not in _TEXT_VRS or (element.tag.is_private_creator):
        return
    values = element.value if element.VM > 1 else [element.value]
    planted = [v if marker in str(v or "") else f"{v or ''} {marker}".strip() for v in values]
    element.value = planted if element.VM > 1 else planted[0]


def _walk(dataset: Dataset, visit: Callable[[Any], None]) -> None:
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                _walk(item, visit)
        else:
            visit(element)
