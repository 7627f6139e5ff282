"""What the hardware does to brightness: receive coils, a saturation band, patchy fat saturation."""

import numpy as np

from readingroom.phantom.mr.noise import Field


def sensitivity(x: Field, y: Field, z: Field) -> Field:
    """Receive sensitivity of a neck array with spine elements, about 1 at the cord.

    Falls away from the elements behind the neck, less from those in front, and past the array's
    ends; as after a vendor's normalisation, not before.
    """
    back = np.interp(z, (-118, -60, 0, 60, 120), (108, 86, 65, 70, 92)).astype(np.float32)
    away = np.clip(back - y, 0, None)
    posterior = 0.72 * np.exp(-away / 55.0)
    anterior = 0.28 * np.exp(-np.clip(y + 60, 0, None) / 40.0)
    along = 1 / (1 + (np.abs(z - 8) / 122.0) ** 5)
    along = along * np.clip((119.5 - np.abs(z - 2.0)) / 7.0, 0, 1) ** 0.5
    lean = 1 + 0.0012 * x + 0.0006 * z
    return np.asarray((0.62 + posterior + anterior) * along * lean / 0.93, np.float32)


def saturation_band(y: Field, z: Field, *, residual: float = 0.13) -> Field:
    """What a slab laid over the throat leaves of the signal, so that swallowing does not smear."""
    edge = np.interp(z, (-118, -60, 0, 60, 120), (25, 0, -23, -30, -41)).astype(np.float32)
    passed = 1 / (1 + np.exp(-(y - edge) / 2.2))
    return np.asarray(residual + (1 - residual) * passed, np.float32)


def unsaturated_fat(x: Field, y: Field, z: Field) -> Field:
    """Share of fat that spectral saturation misses where the field bends: nape, chin, shoulders."""
    nape = np.exp(-(((z + 112) / 30) ** 2)) * np.clip((y - 40) / 60, 0, 1)
    chin = np.exp(-(((z - 45) / 22) ** 2)) * np.clip((-y - 45) / 30, 0, 1)
    sides = np.clip((np.abs(x) - 55) / 60, 0, 1) ** 2
    return np.asarray(0.55 * nape + 0.6 * chin + 0.35 * sides, np.float32)
