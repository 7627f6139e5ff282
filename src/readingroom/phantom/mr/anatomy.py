"""The whole neck, sampled on a lattice: which part each sample belongs to, and its texture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.phantom.mr import bones, canal, head, soft_tissue, viscera
from readingroom.phantom.mr.block import Block, Part, View
from readingroom.phantom.mr.lesion import paint_lesion
from readingroom.phantom.mr.noise import Field, NoiseField

_PAINTERS: Final = (
    soft_tissue.paint_body,
    soft_tissue.paint_muscles,
    viscera.paint_chest,
    viscera.paint_viscera,
    viscera.paint_vessels,
    canal.paint_canal_bed,
    bones.paint_vertebrae,
    bones.paint_axis_and_atlas,
    soft_tissue.paint_nape,
    viscera.paint_vessels,
    canal.paint_roots,
    canal.paint_ligaments,
    canal.paint_sac,
    head.paint_head,
    paint_lesion,
)
_STREAKED: Final = np.array(
    [p in {Part.MUSCLE, Part.LIGAMENT, Part.CSF, Part.CORD, Part.ANNULUS} for p in Part]
)
TEXTURE_SCALE: Final = 32.0


@dataclass(frozen=True)
class Sampled:
    """Labels and texture of one block, (nx, ny, nz); texture in 1/32 of a deviation."""

    labels: npt.NDArray[np.uint8]
    texture: npt.NDArray[np.int8]


class Neck:
    """The simulated neck of one seed."""

    def __init__(self, seed: int) -> None:
        """Draw the random fields that bend and mottle this patient."""
        seeds = np.random.SeedSequence(seed).generate_state(8)
        self._bend = [NoiseField(int(s), (17.0, 17.0, 17.0)) for s in seeds[:3]]
        self._wobble = [NoiseField(int(s), (5.0, 5.0, 6.0)) for s in seeds[3:6]]
        self._fine = NoiseField(int(seeds[6]), (1.7, 1.3, 1.3))
        self._streak = NoiseField(int(seeds[7]), (2.6, 1.9, 11.0))

    def sample(self, axes: tuple[Field, Field, Field]) -> Sampled:
        """Labels on the lattice spanned by x, y and z, ascending, in mm."""
        view = self._view(axes)
        block = Block(axes, view)
        for paint in _PAINTERS:
            paint(block)
        texture = np.where(_STREAKED[view.labels], view.streak, view.fine)
        scaled = np.clip(texture * TEXTURE_SCALE, -127, 127).astype(np.int8)
        return Sampled(view.labels, scaled)

    def _view(self, axes: tuple[Field, Field, Field]) -> View:
        x, y, z = axes
        shape = (len(x), len(y), len(z))
        warped_x, warped_y, warped_z = self._warped(axes)
        return View(
            x=warped_x,
            y=warped_y,
            z=warped_z,
            axis_z=z.reshape(1, 1, -1),
            labels=np.zeros(shape, np.uint8),
            fine=self._fine.sample(x, y, z),
            streak=self._streak.sample(x, y, z),
        )

    def _warped(self, axes: tuple[Field, Field, Field]) -> Iterator[Field]:
        for k, axis in enumerate(axes):
            shape = [1, 1, 1]
            shape[k] = -1
            offset = 0.6 * self._bend[k].sample(*axes) + 0.22 * self._wobble[k].sample(*axes)
            yield np.asarray(axis.reshape(shape) + offset, np.float32)
