"""From samples and a protocol to images: weighting, shading, k-space, and diffusion's bending."""

from typing import Final

import numpy as np
from scipy import ndimage

from readingroom.phantom.mr import coil
from readingroom.phantom.mr.acquisition import acquire
from readingroom.phantom.mr.anatomy import TEXTURE_SCALE
from readingroom.phantom.mr.block import Part
from readingroom.phantom.mr.lattice import Plane, Slab
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.mr.protocol import Protocol
from readingroom.phantom.mr.signal import SignalTable

_BEND_MM: Final = 7.0  # how far echo-planar images may be pulled beside air
_FIELD_STEP: Final = 8
_LOST_BESIDE_AIR: Final = 0.35


def weighted(slab: Slab, table: SignalTable) -> tuple[Field, Field]:
    """Mean signal of water and of fat through a slice; (rows, columns) each, before any noise."""
    texture = 1 + table.texture[slab.labels] * (slab.texture.astype(np.float32) / TEXTURE_SCALE)
    texture = np.clip(texture, 0, None)
    water = (np.abs(table.water)[slab.labels] * texture).mean(0)
    # Under inversion water and fat may point opposite ways; the sign of fat is kept against it.
    sign = np.sign(table.water + 1e-9)[slab.labels]
    fat = (table.fat[slab.labels] * sign * texture).mean(0)
    return water.astype(np.float32), fat.astype(np.float32)


def image(
    slab: Slab,
    table: SignalTable,
    protocol: Protocol,
    k: int,
    rng: np.random.Generator,
    sigma: float,
) -> Field:
    """One magnitude image of slice ``k``, in units of signal."""
    water, fat = weighted(slab, table)
    places = protocol.plane.coordinates(k)
    shade = coil.sensitivity(*places)
    if protocol.saturation_band:
        shade = shade * coil.saturation_band(places[1], places[2])
    residual = protocol.sequence.fat_residual
    if residual < 1:
        missed = coil.unsaturated_fat(*places)
        fat = fat * (1 + missed * (1 - residual) / residual)
    water, fat = water * shade, fat * shade
    if protocol.sequence.readout == "echo planar":
        water, fat = (
            bend(a, slab, protocol.plane, fat_mm=m) for a, m in ((water, 0.0), (fat, 14.0))
        )
    return acquire(water, fat, protocol.matrix, sigma=sigma, rng=rng)


def bend(signal: Field, slab: Slab, plane: Plane, *, fat_mm: float) -> Field:
    """Echo-planar distortion along the phase axis, front to back: pulled and dimmed beside air.

    The field of an air space is taken to fall off like its blurred shape; ``fat_mm`` is how far
    fat, being off resonance, moves as a whole.
    """
    pixel = plane.field_mm / plane.samples
    step = _FIELD_STEP  # the field is smooth: a coarse one, drawn large, is the same
    air = (slab.labels[:, ::step, ::step] == Part.AIR).mean(0, dtype=np.float32)
    near = ndimage.gaussian_filter(air, 7.0 / pixel / step)
    near -= ndimage.gaussian_filter(air, 28.0 / pixel / step)
    near = ndimage.zoom(near, step, order=1, grid_mode=True, mode="nearest")
    shift = (_BEND_MM * near + fat_mm) / pixel
    rows, columns = np.meshgrid(
        *(np.arange(n, dtype=np.float32) for n in signal.shape), indexing="ij"
    )
    moved = ndimage.map_coordinates(signal, [rows, columns + shift], order=1, mode="constant")
    squeezed = np.clip(1 + np.gradient(shift, axis=1), 0.3, 2.0)
    return np.asarray(
        moved * squeezed * (1 - _LOST_BESIDE_AIR * np.clip(near * 4, 0, 1)), np.float32
    )
