"""What of each object survives: numbers, words, intervals, relations."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydicom.dataset import Dataset

from benchmarks.deid.search import elements
from benchmarks.deid.truth import Truth

CORE: Final = (
    "SOPClassUID Modality Rows Columns NumberOfFrames BitsStored "
    "PixelRepresentation SamplesPerPixel "
    "ImageType ImagePositionPatient ImageOrientationPatient PixelSpacing ImagerPixelSpacing "
    "SliceThickness SliceLocation SpacingBetweenSlices PatientPosition PatientSex PatientAge "
    "BodyPartExamined Laterality ImageLaterality ViewPosition PatientOrientation SeriesNumber "
    "InstanceNumber AcquisitionNumber RescaleSlope RescaleIntercept "
    "RescaleType WindowCenter WindowWidth "
    "FrameTime PhotometricInterpretation"
).split()
PARAMETERS: Final = (
    "Manufacturer ManufacturerModelName SoftwareVersions KVP XRayTubeCurrent ExposureTime Exposure "
    "ScanOptions DataCollectionDiameter ReconstructionDiameter ConvolutionKernel "
    "GantryDetectorTilt TableHeight RotationDirection CTDIvol "
    "SpiralPitchFactor SingleCollimationWidth "
    "ScanningSequence SequenceVariant MRAcquisitionType RepetitionTime "
    "EchoTime EchoTrainLength FlipAngle "
    "MagneticFieldStrength InversionTime NumberOfAverages ImagingFrequency "
    "ImagedNucleus EchoNumbers "
    "PercentSampling PixelBandwidth SAR SequenceName TransducerData CineRate PlateType Sensitivity "
    "PixelIntensityRelationship DetectorType CompressionForce "
    "BodyPartThickness AnodeTargetMaterial "
    "FilterMaterial BreastImplantPresent PositionerPrimaryAngle PositionerSecondaryAngle "
    "DistanceSourceToDetector DistanceSourceToPatient RadiationSetting "
    "CountsAccumulated ActualFrameDuration "
    "Units CorrectedImage DecayCorrection FrameReferenceTime DecayFactor PatientWeight PatientSize "
    "SegmentationType PresentationLUTShape CompletionFlag"
).split()
# Paths to what lies in sequences and private blocks.
NESTED: Final = (
    "SequenceOfUltrasoundRegions.PhysicalDeltaX SequenceOfUltrasoundRegions.RegionSpatialFormat "
    "RadiopharmaceuticalInformationSequence.RadionuclideTotalDose "
    "RadiopharmaceuticalInformationSequence.RadionuclideHalfLife "
    "RadiopharmaceuticalInformationSequence.Radiopharmaceutical "
    "ViewCodeSequence.CodeValue AnatomicRegionSequence.CodeValue "
    "SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing "
    "SharedFunctionalGroupsSequence.MRTimingAndRelatedParametersSequence.RepetitionTime "
    "PerFrameFunctionalGroupsSequence.PlanePositionSequence.ImagePositionPatient "
    "PerFrameFunctionalGroupsSequence.FrameContentSequence.InStackPositionNumber "
    "SegmentSequence.SegmentLabel SegmentSequence.SegmentAlgorithmType "
    "SegmentSequence.SegmentedPropertyTypeCodeSequence.CodeValue "
    "SoftcopyVOILUTSequence.WindowCenter DisplayedAreaSelectionSequence.PresentationSizeMode "
    "ROIContourSequence.ContourSequence.ContourData StructureSetROISequence.ROIGenerationAlgorithm "
    "ConceptNameCodeSequence.CodeValue"
).split()
SAFE_PRIVATE: Final = (
    ("SIEMENS MR HEADER", 0x0019, 0x0C), ("SIEMENS MR HEADER", 0x0019, 0x0E),
    ("GEMS_PARM_01", 0x0043, 0x39), ("Philips Imaging DD 001", 0x2001, 0x03),
    ("Philips PET Private Group", 0x7053, 0x00),
)  # fmt: skip
_LEVELS: Final = ("Study", "Series", "Acquisition", "Content")
_OLDEST, _YEARS_APART = 88, 5
_UIDS: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID")
_REFERRING: Final = frozenset(
    "ReferencedSOPInstanceUID SeriesInstanceUID StudyInstanceUID FrameOfReferenceUID "
    "ReferencedFrameOfReferenceUID".split()
)


@dataclass
class Tally:
    """How many of how many, by kind of fact."""

    kept: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, name: str, *, kept: float) -> None:
        """Count one fact; ``name`` is told when it was lost."""
        self.of[kind] += 1
        self.kept[kind] += kept  # type: ignore[assignment]  # parts of a fact count as parts
        if kept < 1:
            self.lost[f"{kind}: {name}"] += 1

    def ratio(self, kind: str) -> float | None:
        """Kept of all; ``None`` when there were none."""
        return self.kept[kind] / self.of[kind] if self.of[kind] else None


def count_facts(tally: Tally, truth: Truth, source: Dataset, output: Dataset) -> None:
    """Compare one object with what it came from."""
    for kind, keywords in (("core", CORE), ("parameters", PARAMETERS)):
        for keyword in keywords:
            before = source.get(keyword)
            if before not in (None, "", [], " "):
                kept = _same(keyword, before, output.get(keyword))
                tally.add(kind, f"{truth.kind} {keyword}", kept=kept)
    for path in NESTED:
        before = _at(source, path)
        if before:
            tally.add("parameters", f"{truth.kind} {path}", kept=before == _at(output, path))
    _count_private(tally, truth, source, output)
    for keyword, words in truth.words.items():
        kept = _words_kept(words, str(output.get(keyword) or ""))
        tally.add("descriptions", f"{keyword} {words!r} as {output.get(keyword)!r}", kept=kept)
    if truth.kind == "SR":
        values = [_at(source, "ContentSequence.ConceptCodeSequence.CodeValue"), _numbers(source)]
        after = [_at(output, "ContentSequence.ConceptCodeSequence.CodeValue"), _numbers(output)]
        tally.add("parameters", "SR coded finding", kept="27925004" in after[0])
        tally.add("parameters", "SR measurement", kept=values[1] == after[1])


def _numbers(dataset: Dataset) -> list[str]:
    return _at(dataset, "ContentSequence.MeasuredValueSequence.NumericValue")


def _same(keyword: str, before: Any, after: Any) -> bool:
    if keyword == "PatientAge":
        return _ages_agree(str(before), str(after or ""))
    if keyword == "PhotometricInterpretation" and str(before).startswith("YBR"):
        return str(after).startswith(("YBR", "RGB"))
    return _plain(before) == _plain(after)


def _plain(value: Any) -> list[str]:
    items = value if isinstance(value, (list, tuple)) or hasattr(value, "append") else [value]
    return [_number(str(item).strip()) for item in items]


def _number(text: str) -> str:
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


def _ages_agree(before: str, after: str) -> bool:
    if not re.fullmatch(r"\d{3}Y", after):
        return before == after
    old, new = int(before[:3]), int(after[:3])
    return abs(old - new) <= _YEARS_APART or (old >= _OLDEST and new >= _OLDEST)


def _words_kept(words: str, after: str) -> float:
    wanted = [w.casefold() for w in re.findall(r"[^\W_]+", words)]
    there = Counter(w.casefold() for w in re.findall(r"[^\W_]+", after))
    kept = 0
    for word in wanted:
        kept += there[word] > 0
        there[word] -= 1
    return kept / len(wanted)


def _at(dataset: Dataset, path: str) -> list[str]:
    """All values at a path through sequences."""
    first, _, rest = path.partition(".")
    value = dataset.get(first)
    if value is None:
        return []
    if not rest:
        return [str(value)] if first == "CodeValue" else _plain(value)  # a code is no number
    return (
        [found for item in value for found in _at(item, rest)] if hasattr(value, "append") else []
    )


def _count_private(tally: Tally, truth: Truth, source: Dataset, output: Dataset) -> None:
    for creator, group, element in SAFE_PRIVATE:
        before = _private(source, creator, group, element)
        if before is not None:
            after = _private(output, creator, group, element)
            tally.add("parameters", f"{truth.kind} safe private {creator}", kept=before == after)


def _private(dataset: Dataset, creator: str, group: int, element: int) -> list[str] | None:
    try:
        value = dataset.private_block(group, creator)[element].value
    except KeyError:
        return None
    if isinstance(value, bytes):
        return ["UN"]
    return _plain(value)


@dataclass
class Pair:
    """A file before and after."""

    truth: Truth
    source: Dataset
    output: Dataset


def count_relations(tally: Tally, pairs: list[Pair]) -> None:
    """Intervals, UIDs and references, over all files together."""
    _count_intervals(tally, pairs)
    chosen = _count_uids(tally, pairs)
    for pair in pairs:
        there = {uid for _, uid in _references(pair.output)}
        for keyword, uid in _references(pair.source):
            if uid in chosen:
                kept = chosen[uid] in there
                tally.add("relations", f"{pair.truth.kind} {keyword}", kept=kept)


def _count_uids(tally: Tally, pairs: list[Pair]) -> dict[str, str]:
    """Count the UIDs that became one other UID, and no one else's; what each became."""
    mapped: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for keyword in _UIDS:
            if keyword in pair.source:
                mapped[str(pair.source[keyword].value)][str(pair.output.get(keyword))] += 1
    chosen = {before: after.most_common(1)[0][0] for before, after in mapped.items()}
    owners = Counter(chosen.values())
    for before, after in mapped.items():
        for new, count in after.items():
            good = new == chosen[before] and new not in (before, "None") and owners[new] == 1
            for _ in range(count):
                tally.add("uids", "UID", kept=good)
    return chosen


def _references(dataset: Dataset, *, nested: bool = False) -> Iterator[tuple[str, str]]:
    for element in elements(dataset):
        if element.tag.is_private or element.keyword in ("OriginalAttributesSequence",):
            continue
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _references(item, nested=True)
        elif nested and element.keyword in _REFERRING and element.value:
            yield element.keyword, str(element.value)


def _count_intervals(tally: Tally, pairs: list[Pair]) -> None:
    anchors: dict[str, tuple[datetime, datetime]] = {}
    for pair in pairs:
        key = str(pair.source.get("PatientID"))
        before, after = _moment(pair.source, "Study"), _moment(pair.output, "Study")
        if key not in anchors and before and after:
            anchors[key] = before, after
    for pair in pairs:
        start = anchors.get(str(pair.source.get("PatientID")))
        for level in _LEVELS:
            before, after = _moment(pair.source, level), _moment(pair.output, level)
            if before:
                kept = bool(start and after and before - start[0] == after - start[1])
                tally.add("intervals", f"{pair.truth.kind} {level}", kept=kept)


def _moment(dataset: Dataset, level: str) -> datetime | None:
    told = f"{dataset.get(level + 'Date') or ''}{dataset.get(level + 'Time') or ''}"
    for form in ("%Y%m%d%H%M%S.%f", "%Y%m%d%H%M%S"):
        try:
            return datetime.strptime(told, form)  # noqa: DTZ007  # DICOM's times are local
        except ValueError:
            continue
    return None
