"""Where the anatomy is sampled: finer than any image, several sheets to a slice."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.phantom.mr.anatomy import Neck
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.volumes import AXIAL, SAGITTAL, Geometry

THICKNESS_MM: Final = 3.0
SPACING_MM: Final = 3.3
_SHEETS: Final = 4  # per slice, evenly through its thickness


@dataclass(frozen=True)
class Plane:
    """A stack of square slices.

    Attributes:
        sagittal: else axial.
        centre_mm: of the field of view, x, y, z; of the first slice across the plane.
        field_mm: side of the field of view.
        slices: how many.
        samples: lattice points along a side.
    """

    sagittal: bool
    centre_mm: tuple[float, float, float]
    field_mm: float
    slices: int
    samples: int

    def geometry(self, shown: int) -> Geometry:
        """Of images of ``shown`` by ``shown`` pixels."""
        x, y, z = self.centre_mm
        half, pixel = self.field_mm / 2, self.field_mm / shown
        first = (x, y - half, z + half) if self.sagittal else (x - half, y - half, z)
        return Geometry(
            image_orientation=SAGITTAL if self.sagittal else AXIAL,
            first_position_mm=first,
            pixel_spacing_mm=(pixel, pixel),
            slice_thickness_mm=THICKNESS_MM,
            slice_spacing_mm=SPACING_MM,
            rows=shown,
            columns=shown,
            slices=self.slices,
            slice_direction=(1.0, 0.0, 0.0) if self.sagittal else (0.0, 0.0, -1.0),
        )

    def coordinates(self, k: int) -> tuple[Field, Field, Field]:
        """x, y and z of the lattice of slice ``k``, each broadcasting to (rows, columns), in mm."""
        x, y, z = self.centre_mm
        run = ((np.arange(self.samples) / self.samples - 0.5) * self.field_mm).astype(np.float32)
        if self.sagittal:
            here = np.full((1, 1), x + k * SPACING_MM, np.float32)
            return here, (y + run)[np.newaxis, :], (z - run)[:, np.newaxis]
        here = np.full((1, 1), z - k * SPACING_MM, np.float32)
        return (x + run)[np.newaxis, :], (y + run)[:, np.newaxis], here


SAGITTAL_PLANE: Final = Plane(
    sagittal=True, centre_mm=(-23.1, 7.0, 2.0), field_mm=240.0, slices=15, samples=512
)
AXIAL_PLANE: Final = Plane(
    sagittal=False, centre_mm=(0.0, 8.0, 45.6), field_mm=180.0, slices=28, samples=432
)


@dataclass(frozen=True)
class Slab:
    """The samples of one slice: (sheets, rows, columns), oriented as the image is."""

    labels: npt.NDArray[np.uint8]
    texture: npt.NDArray[np.int8]


def sample_slab(neck: Neck, plane: Plane, k: int) -> Slab:
    """Sample slice ``k``, counted from 0."""
    x, y, z = plane.coordinates(k)
    sheets = ((np.arange(_SHEETS) + 0.5) / _SHEETS - 0.5) * THICKNESS_MM
    if plane.sagittal:
        found = neck.sample(((x.ravel() + sheets).astype(np.float32), y.ravel(), z.ravel()[::-1]))
        return Slab(
            np.ascontiguousarray(found.labels.transpose(0, 2, 1)[:, ::-1, :]),
            np.ascontiguousarray(found.texture.transpose(0, 2, 1)[:, ::-1, :]),
        )
    found = neck.sample((x.ravel(), y.ravel(), (z.ravel() + sheets).astype(np.float32)))
    return Slab(
        np.ascontiguousarray(found.labels.transpose(2, 1, 0)),
        np.ascontiguousarray(found.texture.transpose(2, 1, 0)),
    )
