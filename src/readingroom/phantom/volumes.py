"""What a simulated series is, before anything writes it as DICOM.

Coordinates are the patient's, in millimetres: x to the left, y to the back, z to the head (LPS).
Frames lie in canonical order: axial from head to feet, sagittal from the patient's right to left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readingroom.kernel.codes import CodedConcept

Pixels = npt.NDArray[np.int16] | npt.NDArray[np.uint16]
Labels = npt.NDArray[np.uint8]

SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Geometry:
    """Where the frames of a series lie.

    Attributes:
        image_orientation: direction cosines of a row (towards growing columns), then of a column
            (towards growing rows); PS3.3 section C.7.6.2.1.1.
        first_position_mm: the centre of the first voxel of the first frame.
        pixel_spacing_mm: distance between rows, then between columns.
        slice_thickness_mm: how much tissue, across the plane, one frame averages.
        slice_spacing_mm: distance between the centres of neighbouring frames.
        rows: of a frame.
        columns: of a frame.
        slices: how many frames.
        slice_direction: unit vector from one frame to the next. Not always the cross product of
            the orientation: axial frames run from head to feet, so against it.
    """

    image_orientation: tuple[float, float, float, float, float, float]
    first_position_mm: tuple[float, float, float]
    pixel_spacing_mm: tuple[float, float]
    slice_thickness_mm: float
    slice_spacing_mm: float
    rows: int
    columns: int
    slices: int
    slice_direction: tuple[float, float, float]

    def slice_position(self, k: int) -> tuple[float, float, float]:
        """The centre of the first voxel of frame ``k``, which counts from 0; in mm.

        This is Image Position (Patient), PS3.3 section C.7.6.2.1.1.
        """
        x, y, z = (
            start + k * self.slice_spacing_mm * step
            for start, step in zip(self.first_position_mm, self.slice_direction, strict=True)
        )
        return (round(x, 6), round(y, 6), round(z, 6))


@dataclass(frozen=True)
class TruthLabel:
    """What one value of a label map stands for.

    Attributes:
        name: a short label, such as ``Lesion in the body of C5``.
        category: the kind of thing, such as 49755003 SCT "Morphologically abnormal structure".
        kind: what it is, such as 79282002 SCT "Carcinoma, metastatic".
        anatomy: where it lies, such as 36978003 SCT "C5 vertebra"; None when nowhere in particular.
        colour: suggested display colour, sRGB 0..255.
    """

    name: str
    category: CodedConcept
    kind: CodedConcept
    anatomy: CodedConcept | None
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class SimulatedSeries:
    """One series of simulated images with the truth that made it.

    Attributes:
        id: a slug, unique in the patient, such as ``sag-t2``.
        folder: where the series is written below the patient's folder, such as ``mri/sag-t2``.
        study: ``mri`` or ``ct``.
        modality: ``MR`` or ``CT``.
        description: Series Description, in the words of a scanner's console.
        body_part: Body Part Examined, a defined term of PS3.16 Annex L, such as ``CSPINE``.
        geometry: where the frames lie.
        frames: stored values, (slices, rows, columns), int16 or uint16, in canonical order.
        parameters: how it was "acquired", by DICOM keyword (``RepetitionTime`` in ms,
            ``EchoTime`` in ms, ``InversionTime`` in ms, ``FlipAngle`` in degrees, ``KVP``,
            ``ConvolutionKernel``, ``DiffusionBValue`` in s/mm², …).
        window: centre and width of the default display, in units after ``rescale``.
        rescale: slope and intercept from stored values to units.
        truth: label of each voxel, same shape as ``frames``; 0 is no label.
        truth_labels: what the other values of ``truth`` stand for.
    """

    id: str
    folder: str
    study: str
    modality: str
    description: str
    body_part: str
    geometry: Geometry
    frames: Pixels
    parameters: Mapping[str, float | str]
    window: tuple[float, float]
    rescale: tuple[float, float]
    truth: Labels
    truth_labels: Mapping[int, TruthLabel]
