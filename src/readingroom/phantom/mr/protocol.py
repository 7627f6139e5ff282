"""The nine series: what a department's console would show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readingroom.phantom.mr.acquisition import Matrix
from readingroom.phantom.mr.lattice import AXIAL_PLANE, SAGITTAL_PLANE, Plane
from readingroom.phantom.mr.signal import Sequence

FIELD_TESLA: Final = 1.5


@dataclass(frozen=True)
class Protocol:
    """One acquired series.

    Attributes:
        id: slug; also the folder's name.
        description: as on the console.
        plane, sequence, matrix: where, how weighted, how sampled.
        noise: deviation of the noise as a share of the brightest signal of the series.
        saturation_band: a slab over the throat takes its signal.
        parameters: DICOM keywords beyond those that follow from the above.
    """

    id: str
    description: str
    plane: Plane
    sequence: Sequence
    matrix: Matrix
    noise: float
    saturation_band: bool
    parameters: Mapping[str, float | str]


_SAGITTAL: Final = Matrix(
    rows=288, columns=352, shown=384, frequency_is_row=False, bandwidth_hz=190.0
)
_SAGITTAL_T1: Final = Matrix(
    rows=288, columns=320, shown=384, frequency_is_row=False, bandwidth_hz=160.0
)
_SAGITTAL_STIR: Final = Matrix(
    rows=224, columns=288, shown=384, frequency_is_row=False, bandwidth_hz=200.0
)
_AXIAL: Final = Matrix(rows=256, columns=320, shown=384, frequency_is_row=True, bandwidth_hz=200.0)
ECHO_PLANAR: Final = Matrix(
    rows=112,
    columns=112,
    shown=160,
    frequency_is_row=False,
    bandwidth_hz=1400.0,
    fat_shift_px=0.0,
    apodisation=0.8,
)
_TSE: Final[Mapping[str, float | str]] = {
    "ScanningSequence": "SE",
    "SequenceVariant": "SK",
    "FlipAngle": 150.0,
}
_CONTRAST: Final[Mapping[str, float | str]] = {
    "ContrastBolusAgent": "Gadobutrol",
    "ContrastBolusVolume": 7.0,
}

ANATOMICAL: Final = (
    Protocol(
        "sag-t2", "Sag T2 TSE", SAGITTAL_PLANE, Sequence("echo train", 3600, 102), _SAGITTAL,
        0.017, saturation_band=True, parameters={**_TSE, "EchoTrainLength": 17.0},
    ),
    Protocol(
        "sag-stir", "Sag STIR", SAGITTAL_PLANE, Sequence("echo train", 4200, 48, ti_ms=190.0),
        _SAGITTAL_STIR, 0.028, saturation_band=True,
        parameters={**_TSE, "ScanningSequence": "IR", "EchoTrainLength": 11.0},
    ),
    Protocol(
        "sag-t1", "Sag T1 TSE", SAGITTAL_PLANE, Sequence("echo train", 560, 11), _SAGITTAL_T1,
        0.017, saturation_band=True, parameters={**_TSE, "EchoTrainLength": 3.0},
    ),
    Protocol(
        "sag-t1-c", "Sag T1 TSE FS +C", SAGITTAL_PLANE,
        Sequence("echo train", 620, 11, fat_residual=0.07, contrast=True), _SAGITTAL_T1,
        0.024, saturation_band=True, parameters={**_TSE, **_CONTRAST, "EchoTrainLength": 3.0},
    ),
    Protocol(
        "ax-t2", "Ax T2 TSE", AXIAL_PLANE, Sequence("echo train", 4300, 99), _AXIAL,
        0.020, saturation_band=False, parameters={**_TSE, "EchoTrainLength": 15.0},
    ),
    Protocol(
        "ax-t1-c", "Ax T1 TSE FS +C", AXIAL_PLANE,
        Sequence("echo train", 640, 12, fat_residual=0.07, contrast=True), _AXIAL,
        0.027, saturation_band=False, parameters={**_TSE, **_CONTRAST, "EchoTrainLength": 3.0},
    ),
)  # fmt: skip

B_VALUES: Final = (0.0, 800.0)


def diffusion(b_value: float) -> Protocol:
    """The echo-planar series at one weighting, s/mm²."""
    return Protocol(
        f"sag-dwi-b{b_value:.0f}",
        f"Sag DWI b{b_value:.0f}",
        SAGITTAL_PLANE,
        Sequence("echo planar", 4500, 78, fat_residual=0.06, b_value=b_value),
        ECHO_PLANAR,
        0.011,
        saturation_band=False,
        parameters={
            "ScanningSequence": "EP",
            "SequenceVariant": "SK",
            "FlipAngle": 90.0,
            "EchoTrainLength": 56.0,
            "DiffusionBValue": b_value,
        },
    )
