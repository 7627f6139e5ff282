"""The scanner: couch, blur and noise of a reconstruction kernel.

Noise of filtered back-projection is coloured: its power rises with frequency as the ramp does and
falls with the kernel's transfer function (Riederer, Pelc and Chesler, Phys Med Biol 1978;23:446).
Both kernels see the same quanta, so their noise is filtered from one field.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import fft
from scipy.ndimage import gaussian_filter

from readingroom.phantom.ct.shapes import Field, Plane
from readingroom.phantom.hounsfield import hu


@dataclass(frozen=True)
class Kernel:
    """A reconstruction kernel.

    Attributes:
        name: as Convolution Kernel says it.
        half_mm: frequency at which its gaussian roll-off is e⁻¹, cycles per mm.
        boost: how much it lifts middle frequencies, 0 for none.
        noise_hu: spread of noise in the middle of the chest, HU.
    """

    name: str
    half_mm: float
    boost: float
    noise_hu: float


SOFT: Final = Kernel("SOFT", 0.46, 0.0, 11.0)
LUNG: Final = Kernel("LUNG", 0.72, 0.75, 46.0)


class Detector:
    """Turns noise-free slices into those of a kernel."""

    def __init__(self, pixel: float, size: int = 512) -> None:
        """``pixel``: mm; ``size``: pixels a side."""
        down = fft.fftfreq(size, pixel).astype(np.float32)
        across = fft.rfftfreq(size, pixel).astype(np.float32)
        self._frequency = np.hypot(down[:, None], across[None, :])
        slant = np.abs(across[None, :]) / np.maximum(self._frequency, 1e-6)
        self._streak = np.exp(-((slant / 0.10) ** 2)).astype(np.float32)
        self._size = size

    def transfer(self, kernel: Kernel) -> Field:
        """The kernel's modulation transfer function on the half plane."""
        f = self._frequency
        lift = 1 + kernel.boost * np.exp(-(((f - 0.42) / 0.22) ** 2)) * np.minimum(f / 0.2, 1)
        return np.asarray(np.exp(-((f / kernel.half_mm) ** 2)) * lift, np.float32)

    def expose(
        self, ideal: Field, weight: Field, height: float, rng: np.random.Generator
    ) -> tuple[Field, Field]:
        """The soft and the lung reconstruction of one slice, HU.

        ``ideal``: (512, 512) HU. ``weight``: (512, 512) local spread of noise, about 1.
        ``height``: mm, for the streaks between the shoulders.
        """
        quanta = rng.standard_normal((self._size, self._size), dtype=np.float32)
        shape = (self._size, self._size)
        seen, noise = fft.rfft2(ideal), fft.rfft2(quanta)
        starved = float(np.clip((height - 50) / 45, 0, 1))
        ramp = np.sqrt(self._frequency) * (1 + 3.2 * starved * self._streak)
        made = []
        for kernel in (SOFT, LUNG):
            transfer = self.transfer(kernel)
            grain = fft.irfft2(noise * (ramp * transfer), s=shape)
            calm = fft.irfft2(seen * transfer, s=shape)
            grain *= kernel.noise_hu * (1 + 0.6 * starved) / max(float(grain.std()), 1e-6)
            made.append(np.asarray(calm + grain * weight, np.float32))
        return made[0], made[1]


def noise_weight(ideal: Field) -> Field:
    """Where noise is worse: deep in dense tissue, less in air; (512, 512), about 1."""
    dense = np.clip((ideal[::4, ::4] + 1000) / 1000, 0, 1.6)
    path = gaussian_filter(dense.astype(np.float32), 26)
    weight = 0.42 + 0.85 * path / max(float(path.max()), 1e-3)
    return np.asarray(np.repeat(np.repeat(weight, 4, axis=0), 4, axis=1), np.float32)


def harden(ideal: Field, height: float) -> Field:
    """Darken the band between the shoulders, as beam hardening does; HU."""
    starved = float(np.clip((height - 45) / 50, 0, 1))
    if not starved:
        return ideal
    bone = np.clip(ideal[::4, ::4] - 200, 0, 900)
    rows = gaussian_filter(bone.mean(axis=1), 3)
    shade = starved * 26 * rows / max(float(rows.max()), 1e-3)
    return np.asarray(ideal - np.repeat(shade, 4)[:, None] * (ideal > -500), np.float32)


def couch_of(plane: Plane, skin_back: float) -> tuple[Field, Field]:
    """Mattress and couch shell beneath the patient, (256, 256) mm each, not bent by anatomy."""
    x, y = plane.flat_x, plane.flat_y
    top = skin_back - 3 - 0.00062 * x * x
    mattress = np.maximum(top - y, y - top - 16)
    shell = np.abs(y - top - 18.5) - 1.4
    belly = np.abs(y - (skin_back + 47) + 0.0011 * x * x) - 1.4
    shell = np.minimum(shell, np.maximum(belly, np.abs(x) - 172))
    return mattress.astype(np.float32), shell.astype(np.float32)


COUCH_HU: Final = hu("couch")
MATTRESS_HU: Final = hu("mattress")
