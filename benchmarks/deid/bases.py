"""Objects as real devices make them, before anyone's identity is planted beyond the header."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from pydicom.dataset import Dataset
from tests.factories.dicom import set_pixels

from benchmarks.deid import pictures
from benchmarks.deid.clinical import makers
from benchmarks.deid.people import Person

_ROOT: Final = "1.2.840.10008.5.1.4.1.1."
CLASSES: Final = {
    "CT": "2", "MR": "4", "US": "6.1", "USMF": "3.1", "MG": "1.2", "DX": "1.1", "CR": "1",
    "XA": "12.1", "NM": "20", "PT": "128", "EMR": "4.1", "SC": "7", "SCRGB": "7", "XC": "77.1.4",
}  # fmt: skip
_MODALITIES: Final = {"EMR": "MR", "USMF": "US", "SC": "OT", "SCRGB": "OT"}


@dataclass(frozen=True)
class Visit:
    """One study of one patient.

    Attributes:
        days: after the patient's first visit.
        number: of the visit; UIDs depend on it.
    """

    person: Person
    number: int
    days: int
    accession: str
    station: str
    serial: str
    random: random.Random

    def uid(self, *parts: int) -> str:
        """A UID of this study."""
        return ".".join([self.person.root, str(self.number + 1), *(str(part) for part in parts)])


def start(visit: Visit, kind: str, *, series: int, number: int) -> Dataset:
    """Patient, study, series and equipment: PS3.3 sections C.7.1 to C.7.5."""
    modality = _MODALITIES.get(kind, kind)
    ds = Dataset()
    ds.SpecificCharacterSet = visit.person.charset.split("\\")
    if len(ds.SpecificCharacterSet) == 1:
        ds.SpecificCharacterSet = ds.SpecificCharacterSet[0]
    ds.SOPClassUID = _ROOT + CLASSES.get(kind, "")
    ds.SOPInstanceUID = visit.uid(series, number)
    ds.StudyInstanceUID, ds.SeriesInstanceUID = visit.uid(), visit.uid(series)
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = modality, series, number
    _patient(ds, visit)
    _moments(ds, visit, series=series, number=number)
    maker, model, software, _ = _made_by(visit, modality)
    ds.Manufacturer, ds.ManufacturerModelName = maker, model
    ds.SoftwareVersions = software.split("\\") if "\\" in software else software
    ds.StationName, ds.DeviceSerialNumber = visit.station, visit.serial
    ds.InstitutionName, ds.InstitutionAddress = visit.person.hospital, visit.person.address
    return ds


def _made_by(visit: Visit, modality: str) -> tuple[str, str, str, str]:
    choices = makers(modality)
    return choices[visit.number % len(choices)]


def _patient(ds: Dataset, visit: Visit) -> None:
    person = visit.person
    ds.PatientName, ds.PatientID = person.dicom_name, person.mrn
    ds.PatientBirthDate, ds.PatientSex = f"{person.born:%Y%m%d}", person.sex
    ds.PatientAge = f"{(person.first_visit - person.born).days // 365:03d}Y"
    ds.PatientSize, ds.PatientWeight = "1.72", "71.5"
    ds.AccessionNumber, ds.StudyID = visit.accession, visit.accession[-4:]
    ds.ReferringPhysicianName = f"{person.others[0]}^R"
    ds.OperatorsName = f"{person.others[1]}^O"


def _moments(ds: Dataset, visit: Visit, *, series: int, number: int) -> None:
    day = visit.person.first_visit + timedelta(days=visit.days)
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = f"{day:%Y%m%d}"
    seconds = 8 * 3600 + 1000 * (visit.number % 7) + 17 * visit.days % 3600
    ds.StudyTime = _clock(seconds, 417293)
    ds.SeriesTime = _clock(seconds + 300 * series, 512871)
    ds.AcquisitionTime = _clock(seconds + 300 * series + number, 187643)
    ds.ContentTime = _clock(seconds + 300 * series + number + 2, 736529)


def _clock(seconds: int, micros: int) -> str:
    return f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}.{micros}"


def image(visit: Visit, kind: str, *, series: int, number: int) -> Dataset:
    """An image of one of ``CLASSES`` with pixels of its own."""
    ds = start(visit, kind, series=series, number=number)
    ds.PatientOrientation, ds.PhotometricInterpretation = "", "MONOCHROME2"
    _MAKERS[kind](ds, visit, number)
    return ds


def _sections(ds: Dataset, visit: Visit, number: int) -> None:
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = visit.uid(900), ""
    ds.ImagePositionPatient = [-120.5, -120.5, -40.0 + 2.5 * number]
    ds.ImageOrientationPatient, ds.PixelSpacing = [1, 0, 0, 0, 1, 0], [0.94, 0.94]
    ds.SliceThickness, ds.SliceLocation, ds.PatientPosition = 2.5, -40.0 + 2.5 * number, "HFS"
    ds.AcquisitionNumber = 1


def _ct(ds: Dataset, visit: Visit, number: int) -> None:
    _sections(ds, visit, number)
    ds.ImageType, ds.BodyPartExamined = ["ORIGINAL", "PRIMARY", "AXIAL"], "CHEST"
    ds.KVP, ds.XRayTubeCurrent, ds.ExposureTime, ds.Exposure = "120", "213", "500", "106"
    ds.ScanOptions, ds.DataCollectionDiameter, ds.ReconstructionDiameter = "HELIX", "500", "350"
    ds.FilterType, ds.ConvolutionKernel = "FLAT", _made_by(visit, "CT")[3]
    ds.GantryDetectorTilt, ds.TableHeight, ds.RotationDirection = "0", "151.5", "CW"
    ds.CTDIvol, ds.SpiralPitchFactor, ds.SingleCollimationWidth = 8.4, 0.9, 0.6
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = "-1024", "1", "HU"
    ds.WindowCenter, ds.WindowWidth = "40", "400"
    set_pixels(ds, pictures.section(visit.random, low=0, high=2400), bits_stored=12)


def _mr(ds: Dataset, visit: Visit, number: int) -> None:
    _sections(ds, visit, number)
    ds.ImageType, ds.BodyPartExamined = ["ORIGINAL", "PRIMARY", "M", "ND"], "CSPINE"
    ds.ScanningSequence, ds.SequenceVariant, ds.ScanOptions = "SE", "SK", "FS"
    ds.MRAcquisitionType, ds.RepetitionTime, ds.EchoTime = "2D", "3200", "87"
    ds.EchoTrainLength, ds.FlipAngle, ds.MagneticFieldStrength = "15", "150", "3"
    ds.InversionTime, ds.NumberOfAverages, ds.ImagingFrequency = "220", "2", "123.2"
    ds.ImagedNucleus, ds.EchoNumbers, ds.SpacingBetweenSlices = "1H", "1", "2.75"
    ds.NumberOfPhaseEncodingSteps, ds.PercentSampling, ds.PercentPhaseFieldOfView = (
        "320",
        "80",
        "100",
    )
    ds.PixelBandwidth, ds.SAR, ds.SequenceName = "260", "0.41", _made_by(visit, "MR")[3]
    ds.InPlanePhaseEncodingDirection, ds.WindowCenter, ds.WindowWidth = "ROW", "500", "1000"
    set_pixels(ds, pictures.section(visit.random, low=0, high=1800), bits_stored=12)


def _enhanced_mr(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = visit.uid(900), ""
    ds.ImageType, ds.AcquisitionContextSequence = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"], []
    ds.PixelPresentation, ds.VolumetricProperties = "MONOCHROME", "VOLUME"
    ds.VolumeBasedCalculationTechnique, ds.ComplexImageComponent = "NONE", "MAGNITUDE"
    ds.AcquisitionContrast, ds.MagneticFieldStrength, ds.ContentQualification = "T2", "3", "PRODUCT"
    ds.ResonantNucleus, ds.BurnedInAnnotation, ds.LossyImageCompression = "1H", "NO", "00"
    ds.PresentationLUTShape, ds.AcquisitionNumber = "IDENTITY", 1
    ds.AcquisitionDateTime, ds.AcquisitionDuration = ds.StudyDate + ds.AcquisitionTime, 212.5
    del ds.AcquisitionDate, ds.AcquisitionTime
    shared, measures, plane, timing = (Dataset() for _ in range(4))
    measures.PixelSpacing, measures.SliceThickness = [0.9, 0.9], 4
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    timing.RepetitionTime, timing.FlipAngle, timing.EchoTrainLength = "4000", "120", 16
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [plane]
    shared.MRTimingAndRelatedParametersSequence = [timing]
    ds.SharedFunctionalGroupsSequence = [shared]
    ds.PerFrameFunctionalGroupsSequence = [_frame_groups(ds, n) for n in range(4)]
    still = pictures.section(visit.random, low=0, high=1800, size=128)
    set_pixels(ds, np.stack([still] * 4), bits_stored=12)


def _frame_groups(ds: Dataset, number: int) -> Dataset:
    item, place, content, window = (Dataset() for _ in range(4))
    place.ImagePositionPatient = [-57.0, -57.0, -8.0 + 4 * number]
    content.StackID, content.InStackPositionNumber = "1", number + 1
    content.FrameAcquisitionDateTime = ds.AcquisitionDateTime
    content.FrameReferenceDateTime, content.FrameAcquisitionDuration = ds.AcquisitionDateTime, 53.1
    window.WindowCenter, window.WindowWidth = "600", "1200"
    item.PlanePositionSequence, item.FrameContentSequence = [place], [content]
    item.FrameVOILUTSequence = [window]
    return item


def _us(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL", "0001"]
    ds.TransducerData, ds.SamplesPerPixel = "C5-1", 3
    ds.PhotometricInterpretation = "RGB"
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 60, 60
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 579, 459
    region.PhysicalUnitsXDirection, region.PhysicalUnitsYDirection = 3, 3
    region.PhysicalDeltaX, region.PhysicalDeltaY = 0.031, 0.031
    ds.SequenceOfUltrasoundRegions = [region]
    set_pixels(ds, pictures.sector(visit.random))


def _us_clip(ds: Dataset, visit: Visit, number: int) -> None:
    _us(ds, visit, number)
    ds.FrameTime, ds.FrameIncrementPointer, ds.CineRate = "33.3", 0x00181063, "30"
    still = pictures.sector(visit.random)[::2, ::2]
    ds.SequenceOfUltrasoundRegions = None
    del ds.SequenceOfUltrasoundRegions
    set_pixels(ds, np.stack([pictures.jitter(still, visit.random) for _ in range(8)]))


def _projection(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType, ds.BodyPartExamined = ["ORIGINAL", "PRIMARY", ""], "CHEST"
    ds.ViewPosition, ds.KVP, ds.Exposure = "PA", "110", "4"
    ds.PatientOrientation = ["L", "F"]
    set_pixels(ds, pictures.radiograph(visit.random), bits_stored=12)


def _cr(ds: Dataset, visit: Visit, number: int) -> None:
    _projection(ds, visit, number)
    ds.ImagerPixelSpacing, ds.PlateType, ds.Sensitivity = [0.2, 0.2], "GP", "200"


def _dx(ds: Dataset, visit: Visit, number: int) -> None:
    _projection(ds, visit, number)
    ds.PresentationIntentType, ds.BurnedInAnnotation = "FOR PRESENTATION", "NO"
    ds.PixelIntensityRelationship, ds.PixelIntensityRelationshipSign = "LOG", -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = "0", "1", "US"
    ds.LossyImageCompression, ds.PresentationLUTShape = "00", "IDENTITY"
    ds.ImageLaterality, ds.DetectorType, ds.ImagerPixelSpacing = "U", "DIRECT", [0.15, 0.15]
    ds.WindowCenter, ds.WindowWidth, ds.AcquisitionContextSequence = "2048", "4096", []
    ds.ViewCodeSequence = [code("272479007", "SCT", "Postero-anterior")]
    ds.AnatomicRegionSequence = [code("43799004", "SCT", "Chest")]


def _mg(ds: Dataset, visit: Visit, number: int) -> None:
    _dx(ds, visit, number)
    ds.BodyPartExamined, ds.ViewPosition, ds.ImageLaterality = "BREAST", "CC", "L"
    ds.CompressionForce, ds.BodyPartThickness, ds.OrganExposed = "80", "54", "BREAST"
    ds.BreastImplantPresent, ds.PositionerType, ds.KVP = "NO", "MAMMOGRAPHIC", "28"
    ds.AnodeTargetMaterial, ds.FilterMaterial, ds.Laterality = "TUNGSTEN", "RHODIUM", "L"
    ds.ViewCodeSequence = [code("399162004", "SCT", "cranio-caudal")]
    ds.ViewCodeSequence[0].ViewModifierCodeSequence = []
    ds.AnatomicRegionSequence = [code("76752008", "SCT", "Breast")]


def _xa(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType = ["ORIGINAL", "PRIMARY", "SINGLE PLANE"]
    ds.PixelIntensityRelationship, ds.RadiationSetting, ds.KVP = "LIN", "GR", "78"
    ds.PositionerMotion, ds.PositionerPrimaryAngle = "STATIC", "-29.5"
    ds.PositionerSecondaryAngle, ds.CineRate, ds.Exposure = "12.1", "15", "3"
    ds.DistanceSourceToDetector, ds.DistanceSourceToPatient = "1100", "760"
    ds.ImagerPixelSpacing, ds.FrameTime, ds.FrameIncrementPointer = [0.3, 0.3], "66", 0x00181063
    still = pictures.radiograph(visit.random)[::2, ::2] >> 4
    frames = [pictures.jitter(still.astype("uint8"), visit.random) for _ in range(6)]
    set_pixels(ds, np.stack(frames))


def _nm(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType, ds.CountsAccumulated = ["ORIGINAL", "PRIMARY", "WHOLE BODY", "EMISSION"], "500000"
    ds.FrameIncrementPointer, ds.PixelSpacing = [0x00540010, 0x00540020], [2.4, 2.4]
    ds.EnergyWindowVector, ds.NumberOfEnergyWindows = [1, 1], 1
    ds.DetectorVector, ds.NumberOfDetectors = [1, 2], 2
    ds.ActualFrameDuration = "900000"
    spot = pictures.section(visit.random, low=0, high=300, size=128)
    set_pixels(ds, np.stack([spot, spot[:, ::-1]]))


def _pt(ds: Dataset, visit: Visit, number: int) -> None:
    _sections(ds, visit, number)
    ds.ImageType, ds.Units, ds.CountsSource = ["ORIGINAL", "PRIMARY"], "BQML", "EMISSION"
    ds.SeriesType, ds.CollimatorType = ["WHOLE BODY", "IMAGE"], "NONE"
    ds.CorrectedImage, ds.DecayCorrection = ["DECY", "ATTN", "SCAT"], "START"
    ds.NumberOfSlices, ds.ImageIndex, ds.FrameReferenceTime = 6, number, "1500"
    ds.ActualFrameDuration, ds.DecayFactor = "180000", "1.09"
    dose = Dataset()
    dose.RadionuclideTotalDose, dose.RadionuclideHalfLife = "350000000", "6586.2"
    dose.RadiopharmaceuticalStartTime, dose.Radiopharmaceutical = "073015.00", "Fluorodeoxyglucose"
    dose.RadionuclideCodeSequence = [code("77004003", "SCT", "^18^Fluorine")]
    ds.RadiopharmaceuticalInformationSequence = [dose]
    ds.RescaleIntercept, ds.RescaleSlope = "0", "0.52"
    set_pixels(ds, pictures.section(visit.random, low=0, high=30000, size=128).astype("int16"))


def _sc(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType, ds.ConversionType = ["DERIVED", "SECONDARY"], "WSD"
    set_pixels(
        ds, (pictures.section(visit.random, low=0, high=2400, size=384) >> 4).astype("uint8")
    )


def _sc_rgb(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType, ds.ConversionType = ["DERIVED", "SECONDARY"], "WSD"
    ds.PhotometricInterpretation = "RGB"
    set_pixels(ds, pictures.screen(visit.random))


def _photograph(ds: Dataset, visit: Visit, _number: int) -> None:
    ds.ImageType, ds.PhotometricInterpretation = ["ORIGINAL", "PRIMARY"], "RGB"
    ds.LossyImageCompression, ds.AcquisitionContextSequence = "00", []
    ds.AnatomicRegionSequence = [code("39937001", "SCT", "Skin")]
    set_pixels(ds, pictures.skin(visit.random))


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """An item of a code sequence."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


_MAKERS: Final[dict[str, Callable[[Dataset, Visit, int], None]]] = {
    "CT": _ct, "MR": _mr, "US": _us, "USMF": _us_clip, "MG": _mg, "DX": _dx, "CR": _cr, "XA": _xa,
    "NM": _nm, "PT": _pt, "EMR": _enhanced_mr, "SC": _sc, "SCRGB": _sc_rgb, "XC": _photograph,
}  # fmt: skip
