"""One record per frame: where it lies and what sets it apart from its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydicom.dataset import Dataset

from readingroom.imaging.functional_groups import FrameView, numbers
from readingroom.imaging.geometry.orientation import Orientation, Vector, usable_orientation
from readingroom.imaging.geometry.projections import projection_of
from readingroom.imaging.pixels.look import displayed_photometric, pixel_spacing

# What tells frames at one place apart, in the order in which it is asked: attribute, functional
# group macros that may hold it, how a stack is labelled by it.
DISCRIMINATORS: Final[tuple[tuple[str, str, tuple[str, ...], str], ...]] = (
    ("stack", "StackID", ("FrameContentSequence",), "stack {}"),
    ("echo_time", "EchoTime", (), "TE {} ms"),
    ("effective_echo_time", "EffectiveEchoTime", ("MREchoSequence",), "TE {} ms"),
    ("b_value", "DiffusionBValue", ("MRDiffusionSequence",), "b {}"),
    ("image_type", "ImageType", (), "{}"),
    ("frame_type", "FrameType", ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence"), "{}"),
    ("inversion_time", "InversionTime", (), "TI {} ms"),
    ("kernel", "ConvolutionKernel", ("CTReconstructionSequence",), "kernel {}"),
    ("energy", "KVP", ("CTXRayDetailsSequence",), "{} kV"),
    ("temporal", "TemporalPositionIdentifier", (), "phase {}"),
    ("temporal_index", "TemporalPositionIndex", ("FrameContentSequence",), "phase {}"),
    ("cardiac", "NominalPercentageOfCardiacPhase", ("CardiacSynchronizationSequence",), "{} %"),
    ("acquisition", "AcquisitionNumber", (), "acquisition {}"),
    ("trigger", "TriggerTime", (), "{} ms"),
    ("gradient", "DiffusionGradientOrientation", (), "gradient {}"),
    ("acquired_at", "AcquisitionTime", (), "time {}"),
    ("content_at", "ContentTime", (), "time {}"),
)


_SAMPLE_FORMAT: Final = (
    "Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "PixelRepresentation",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame of a series.

    Attributes:
        header_index: which of the given headers it belongs to.
        sop_instance_uid, frame_number: its name; frames count from 1.
        instance_number: 0 where there is none.
        kind: what all frames of one stack share: size, sample format, spacing, transfer syntax.
        orientation, position_mm: None without usable geometry.
        traits: the values of ``DISCRIMINATORS`` it has.
        projection: side and view of a mammogram, None for all else.
    """

    header_index: int
    sop_instance_uid: str
    frame_number: int
    instance_number: int
    kind: tuple[Any, ...]
    orientation: Orientation | None
    position_mm: Vector | None
    traits: dict[str, Any] = field(default_factory=dict)
    projection: tuple[str, str] | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """Where geometry is silent: instance number, frame number, UID."""
        return (self.instance_number, self.frame_number, self.sop_instance_uid)


def frames_of(headers: Sequence[Dataset], transfer_syntaxes: Mapping[str, str]) -> Iterator[Frame]:
    """Every frame of every header that describes pixels."""
    for index, header in enumerate(headers):
        syntax = transfer_syntaxes.get(str(header.get("SOPInstanceUID")), "")
        for number in range(1, _count(header) + 1):
            yield _frame(header, index, number, syntax)


def _count(header: Dataset) -> int:
    """Frames by the header alone, which has no pixel data any more but says how many rows."""
    if not numbers(header.get("Rows")) or not numbers(header.get("Columns")):
        return 0
    stated = numbers(header.get("NumberOfFrames"))
    return max(int(stated[0]), 1) if stated else 1


def _frame(header: Dataset, index: int, number: int, syntax: str) -> Frame:
    view = FrameView(header, number - 1)
    orientation = usable_orientation(
        view.numbers("ImageOrientationPatient", 6, "PlaneOrientationSequence")
    )
    position = view.numbers("ImagePositionPatient", 3, "PlanePositionSequence")
    placed = orientation is not None and position is not None
    instance = numbers(header.get("InstanceNumber"))
    return Frame(
        header_index=index,
        sop_instance_uid=str(header.get("SOPInstanceUID") or ""),
        frame_number=number,
        instance_number=int(instance[0]) if instance else 0,
        kind=(*_kind(header, view), syntax),
        projection=projection_of(header, view),
        orientation=orientation if placed else None,
        position_mm=(position[0], position[1], position[2]) if placed and position else None,
        traits=_traits(view),
    )


def _kind(header: Dataset, view: FrameView) -> tuple[Any, ...]:
    spacing, spacing_kind, aspect = pixel_spacing(view)
    rounded = tuple(round(v, 3) for v in spacing) if spacing else round(aspect, 3)
    whole = [(numbers(header.get(keyword)) or (0.0,))[0] for keyword in _SAMPLE_FORMAT]
    return (*whole, displayed_photometric(header), spacing_kind, rounded)


def _traits(view: FrameView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, keyword, macros, _ in DISCRIMINATORS:
        value = view.value(keyword, *macros)
        if value is None:
            continue
        number = numbers(value)
        several = not isinstance(value, str) and isinstance(value, Sequence)
        if number:
            found[name] = number[0] if len(number) == 1 else number
        else:
            found[name] = tuple(map(str, value)) if several else str(value)
    return found
