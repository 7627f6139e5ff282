"""Simulated series as DICOM files: CT Image Storage and MR Image Storage, byte for byte repeatable.

Attributes follow PS3.3 sections A.3 (CT) and A.4 (MR). The patient is invented.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
)

from readingroom.phantom.volumes import SimulatedSeries

MANUFACTURER: Final = "Reading Room simulated patient"
IMPLEMENTATION_UID: Final = "2.25.301953640581627704863029764412650713121"
_DAY_ZERO: Final = date(2024, 3, 4)
_STUDIES: Final[Mapping[str, tuple[int, str, str]]] = {
    # days after the first study, time of day, description
    "mri": (0, "101500", "MRI cervical spine"),
    "ct": (9, "143000", "CT chest"),
}
_MR_DEFAULTS: Final[Mapping[str, float | str]] = {
    "ScanningSequence": "SE", "SequenceVariant": "SK", "ScanOptions": "", "MRAcquisitionType": "2D",
    "EchoTime": "", "EchoTrainLength": "", "RepetitionTime": "",
}  # fmt: skip


@dataclass(frozen=True)
class WrittenSeries:
    """What was written, for those that refer to it.

    Attributes:
        study_uid, series_uid, sop_class_uid: of all its instances.
        sop_uids: one a slice, in canonical order.
    """

    study_uid: str
    series_uid: str
    sop_class_uid: str
    sop_uids: tuple[str, ...]


def derived_uid(seed: int, role: str) -> str:
    """A UID that depends on seed and role alone: ``2.25.`` and 122 bits (PS3.5 section B.2)."""
    digest = hashlib.sha256(f"readingroom-phantom:{seed}:{role}".encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    number = (number & ~(0xF << 76)) | (8 << 76)  # version 8, RFC 9562 section 5.8
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return f"2.25.{number}"


def start_dataset(study: str, modality: str, *, seed: int) -> Dataset:
    """Patient, study and equipment of an instance in ``study`` (``mri`` or ``ct``)."""
    days, time, description = _STUDIES[study]
    day = (_DAY_ZERO + timedelta(days=days)).strftime("%Y%m%d")
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = "Simulated^Patient", "SIMULATED-1"
    ds.PatientBirthDate, ds.PatientSex, ds.PatientAge = "", "O", "080Y"
    ds.PatientIdentityRemoved = "YES"
    ds.DeidentificationMethod = "Simulated; there is no patient"
    ds.StudyInstanceUID = derived_uid(seed, f"study:{study}")
    ds.FrameOfReferenceUID = derived_uid(seed, f"frame:{study}")
    ds.PositionReferenceIndicator = ""
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = day
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = time
    ds.StudyDescription, ds.StudyID = description, study.upper()
    ds.AccessionNumber, ds.ReferringPhysicianName = "", ""
    ds.Modality, ds.Manufacturer = modality, MANUFACTURER
    ds.ManufacturerModelName, ds.DeviceSerialNumber = "Phantom", "1"
    ds.SoftwareVersions, ds.InstitutionName = "1", "Reading Room"
    return ds


def write_series(series: SimulatedSeries, folder: Path, *, number: int, seed: int) -> WrittenSeries:
    """Write one file a slice, ``0001.dcm`` onwards in canonical order.

    ``folder``: made where absent. ``number``: Series Number. ``seed``: of the patient.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sop_class: str = CTImageStorage if series.modality == "CT" else MRImageStorage
    series_uid = derived_uid(seed, f"series:{series.folder}")
    uids = []
    for k in range(series.geometry.slices):
        ds = start_dataset(series.study, series.modality, seed=seed)
        ds.SOPClassUID = sop_class
        ds.SOPInstanceUID = derived_uid(seed, f"image:{series.folder}:{k}")
        ds.SeriesInstanceUID, ds.SeriesNumber = series_uid, number
        ds.SeriesDescription, ds.BodyPartExamined = series.description, series.body_part
        ds.PatientPosition, ds.InstanceNumber = "HFS", k + 1
        _describe_image(ds, series)
        _place(ds, series, k)
        _set_pixels(ds, series, k)
        save(ds, folder / f"{k + 1:04d}.dcm")
        uids.append(str(ds.SOPInstanceUID))
    return WrittenSeries(
        derived_uid(seed, f"study:{series.study}"), series_uid, str(sop_class), tuple(uids)
    )


def _describe_image(ds: Dataset, series: SimulatedSeries) -> None:
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL" if series.modality == "CT" else "M"]
    ds.ImageComments = "Simulated image"
    ds.BurnedInAnnotation, ds.ContentQualification = "NO", "RESEARCH"
    ds.AcquisitionDate, ds.AcquisitionTime = ds.ContentDate, ds.ContentTime
    ds.AcquisitionNumber = 1
    ds.PatientOrientation = ""
    if series.modality == "MR":
        for keyword, value in _MR_DEFAULTS.items():
            setattr(ds, keyword, value or None)
    for keyword, value in series.parameters.items():
        if keyword == "Units":  # of nuclear medicine only; elsewhere it is the Rescale Type
            continue
        setattr(ds, keyword, _typed(keyword, value))
    if "ContrastBolusAgent" in series.parameters and "ContrastBolusRoute" not in ds:
        ds.ContrastBolusRoute = "IV"


def _typed(keyword: str, value: float | str) -> object:
    vr = dictionary_VR(keyword)
    if isinstance(value, str):
        return value.split("\\") if "\\" in value else value
    if vr in {"IS", "US", "UL", "SL", "SS"}:
        return round(value)
    return decimal(value) if vr == "DS" else float(value)


def decimal(value: float) -> str:
    """A Decimal String of at most 16 characters (PS3.5 section 6.2)."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _place(ds: Dataset, series: SimulatedSeries, k: int) -> None:
    geometry = series.geometry
    position = geometry.slice_position(k)
    normal = np.cross(geometry.image_orientation[:3], geometry.image_orientation[3:])
    ds.ImagePositionPatient = [decimal(v) for v in position]
    ds.ImageOrientationPatient = [decimal(v) for v in geometry.image_orientation]
    ds.PixelSpacing = [decimal(v) for v in geometry.pixel_spacing_mm]
    ds.SliceThickness = decimal(geometry.slice_thickness_mm)
    ds.SpacingBetweenSlices = decimal(geometry.slice_spacing_mm)
    ds.SliceLocation = decimal(float(normal @ np.asarray(position)))


def _set_pixels(ds: Dataset, series: SimulatedSeries, k: int) -> None:
    frame = series.frames[k]
    signed = frame.dtype.kind == "i"
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = frame.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 16, 15
    ds.PixelRepresentation = int(signed)
    slope, intercept = series.rescale
    unit = str(series.parameters.get("Units", ""))
    # MR Image Storage has no rescale of its own; it is given only where units are stated (ADC).
    if series.modality == "CT" or (slope, intercept) != (1.0, 0.0) or unit:
        ds.RescaleSlope, ds.RescaleIntercept = decimal(slope), decimal(intercept)
        ds.RescaleType = "HU" if series.modality == "CT" else unit or "US"
    ds.WindowCenter, ds.WindowWidth = (decimal(v) for v in series.window)
    ds.WindowCenterWidthExplanation = _window_name(series)
    ds.LossyImageCompression = "00"
    ds.PixelData = frame.astype("<i2" if signed else "<u2").tobytes()


def _window_name(series: SimulatedSeries) -> str:
    if series.modality == "CT":
        return "LUNG" if series.window[0] < -200 else "SOFT TISSUE"
    return "DEFAULT"


def save(ds: Dataset, path: Path) -> None:
    """Write Part 10, Explicit VR Little Endian, with a meta header that is always the same."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.ImplementationVersionName = "READINGROOM"
    ds.file_meta = meta
    ds.save_as(path, enforce_file_format=True)
