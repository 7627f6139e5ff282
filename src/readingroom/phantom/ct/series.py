"""What the two reconstructions are called and how they were acquired."""

from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.kernel.codes import CodedConcept
from readingroom.phantom.ct.scanner import LUNG, SOFT
from readingroom.phantom.volumes import AXIAL, Geometry, SimulatedSeries, TruthLabel

_ABNORMAL: Final = CodedConcept("49755003", "SCT", "Morphologically Abnormal Structure")
_RIGHT_UPPER_LOBE: Final = CodedConcept("45653009", "SCT", "Upper lobe of right lung")
_MASS: Final = CodedConcept("4147007", "SCT", "Mass")
_NODULE: Final = CodedConcept("27925004", "SCT", "Nodule")
_CALCIFICATION: Final = CodedConcept(
    "18115005", "SCT", "Pathologic calcification, calcified structure"
)
_CORONARY: Final = CodedConcept("41801008", "SCT", "Coronary artery")

LABELS: Final = {
    1: TruthLabel(
        "Mass in the right upper lobe", _ABNORMAL, _MASS, _RIGHT_UPPER_LOBE, (230, 80, 60)
    ),
    **{
        n + 1: TruthLabel(
            f"Satellite nodule {n}", _ABNORMAL, _NODULE, _RIGHT_UPPER_LOBE, (240, 170, 60)
        )
        for n in range(1, 5)
    },
    6: TruthLabel("Coronary calcification", _ABNORMAL, _CALCIFICATION, _CORONARY, (250, 240, 120)),
}

_ACQUISITION: Final[dict[str, float | str]] = {
    "ProtocolName": "Chest without contrast", "KVP": 120.0, "ScanOptions": "HELICAL MODE",
    "DataCollectionDiameter": 500.0, "ReconstructionDiameter": 384.0, "GantryDetectorTilt": 0.0,
    "ExposureTime": 500.0, "XRayTubeCurrent": 220.0, "Exposure": 110.0, "FilterType": "BODY",
    "SpiralPitchFactor": 1.0,
}  # fmt: skip


def as_series(
    name: str,
    stored: npt.NDArray[np.int16],
    truth: npt.NDArray[np.uint8],
    *,
    pixel: float,
    top: float,
) -> SimulatedSeries:
    """Wrap one reconstruction.

    ``name``: ``lung`` or ``soft``. ``stored``: (60, 512, 512), HU + 1024. ``pixel``: mm.
    ``top``: height of the first slice, mm.
    """
    lung = name == "lung"
    corner = -pixel * (stored.shape[2] - 1) / 2
    geometry = Geometry(
        image_orientation=AXIAL, first_position_mm=(corner, corner, top),
        pixel_spacing_mm=(pixel, pixel), slice_thickness_mm=5.0, slice_spacing_mm=5.0,
        rows=stored.shape[1], columns=stored.shape[2], slices=stored.shape[0],
        slice_direction=(0.0, 0.0, -1.0),
    )  # fmt: skip
    return SimulatedSeries(
        id=name, folder=f"ct/{name}", study="ct", modality="CT",
        description="Chest 5 mm lung" if lung else "Chest 5 mm soft tissue",
        body_part="CHEST", geometry=geometry, frames=stored,
        parameters={**_ACQUISITION, "ConvolutionKernel": (LUNG if lung else SOFT).name},
        window=(-600.0, 1500.0) if lung else (40.0, 400.0), rescale=(1.0, -1024.0),
        truth=truth, truth_labels=LABELS,
    )  # fmt: skip
